package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.ItemFeatures.Scaling;
import metammf.data.Modality;
import metammf.engine.NativeArrays;

/** The items' features as the baselines read them; a data set without any is refused. */
final class Content {
    private Content() {}

    /** The features on a scale. */
    static ItemFeatures of(Dataset data, Scaling scaling) {
        data.requireContent();
        return data.features().scaled(scaling, data.split().train());
    }

    /** The features on a scale and, as one more modality on the scale of columns, ln(1 + clicks). */
    static ItemFeatures withPopularity(Dataset data, Scaling scaling) {
        int[] degrees = data.split().train().itemDegrees();
        float[] clicks = new float[degrees.length];
        for (int item = 0; item < clicks.length; item++) {
            clicks[item] = (float) Math.log1p(degrees[item]);
        }
        List<Modality> modalities = new ArrayList<>(of(data, scaling).modalities());
        ItemFeatures.of(new Modality("clicks", clicks.length, 1, clicks))
                .standardised(data.split().train())
                .modalities()
                .forEach(modalities::add);
        return ItemFeatures.of(modalities);
    }

    /** The modalities side by side as a constant of the engine, (I, F). */
    static NDArray array(Dataset data, Scaling scaling, NDManager owner) {
        return NativeArrays.sideBySide(owner, data.items(), of(data, scaling).values());
    }

    /** Each modality as a constant of the engine, (I, d_m), scaled one after the other, so that Java holds one scaled copy. */
    static Map<String, NDArray> arrays(Dataset data, Scaling scaling, NDManager owner) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Modality modality : of(data, Scaling.NONE).modalities()) {
            Modality scaled = ItemFeatures.of(modality)
                    .scaled(scaling, data.split().train())
                    .modalities()
                    .get(0);
            arrays.put(modality.name(), NativeArrays.of(owner, scaled.values(), scaled.items(), scaled.width()));
        }
        return arrays;
    }
}
