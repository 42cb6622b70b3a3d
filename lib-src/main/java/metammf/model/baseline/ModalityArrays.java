package metammf.model.baseline;

import static metammf.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.NativeArrays;

/** The items' features, an array a modality, for the models that treat modalities apart. */
final class ModalityArrays {
    private ModalityArrays() {}

    /**
     * Scales one modality after the other, so that only one scaled copy is in Java's memory at a time.
     *
     * @return names and features, (I, d_m) each
     */
    static Map<String, NDArray> of(Dataset data, Scaling scaling, NDManager owner) {
        require(
                !data.features().modalities().isEmpty(),
                "%s: expected features, received a set of ids alone",
                data.name());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Modality modality : data.features().modalities()) {
            Modality scaled = ItemFeatures.of(modality)
                    .scaled(scaling, data.split().train())
                    .modalities()
                    .get(0);
            arrays.put(modality.name(), NativeArrays.of(owner, scaled.values(), scaled.items(), scaled.width()));
        }
        return arrays;
    }
}
