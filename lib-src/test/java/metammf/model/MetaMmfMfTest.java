package metammf.model;

import metammf.MetaMmf;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.fusion.FusionConfig;

class MetaMmfMfTest extends RecommenderContract {
    @Override
    protected Recommender model(Dataset data, long seed) {
        return MetaMmf.mf(data, FusionConfig.cp(4), Compute.cpu(), seed);
    }
}
