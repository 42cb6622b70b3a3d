package metammf.model;

import metammf.MetaMmf;
import metammf.data.Dataset;

class BprMfTest extends RecommenderContract {
    @Override
    protected Recommender model(Dataset data, long seed) {
        return MetaMmf.bprMf(data, 16, seed);
    }
}
