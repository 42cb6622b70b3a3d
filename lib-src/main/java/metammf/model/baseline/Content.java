package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.NativeArrays;

/** The items' features as the baselines read them. */
final class Content {
    private Content() {}

    /** The features on a scale. */
    static ItemFeatures of(Dataset data, Scaling scaling) {
        require(data.features().width() > 0, "%s: expected features, received a set of ids alone", data.name());
        return data.features().scaled(scaling, data.split().train());
    }

    /** The modalities side by side as a constant of the engine, (I, F). */
    static NDArray array(Dataset data, Scaling scaling, NDManager owner) {
        return NativeArrays.sideBySide(owner, data.items(), of(data, scaling).values());
    }
}
