package metammf.model;

import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;

class MetaMmfGcnTest extends RecommenderContract {
    @Override
    protected Recommender model(Dataset data, long seed) {
        return MetaMmf.gcn(data, FusionConfig.full(), GcnConfig.released().withDropout(0.1), Compute.cpu(), seed);
    }
}
