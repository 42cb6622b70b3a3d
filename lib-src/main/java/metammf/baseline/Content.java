package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
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

    /** The features on a scale, a column for each modality that some items lack, and ln(1 + clicks), standardised. */
    static ItemFeatures withPopularity(Dataset data, Scaling scaling) {
        List<Modality> modalities = new ArrayList<>(of(data, scaling).modalities());
        for (Modality modality : data.features().modalities()) {
            if (!modality.missing().isEmpty()) {
                modalities.add(column(modality.name() + " missing", data.items(), i -> modality.isMissing(i) ? 1 : 0));
            }
        }
        int[] clicks = data.split().train().itemDegrees();
        modalities.add(ItemFeatures.of(column("clicks", data.items(), i -> Math.log1p(clicks[i])))
                .standardised(data.split().train())
                .modality("clicks"));
        return ItemFeatures.of(modalities);
    }

    private static Modality column(String name, int items, IntToDoubleFunction value) {
        float[] values = new float[items];
        for (int item = 0; item < items; item++) {
            values[item] = (float) value.applyAsDouble(item);
        }
        return new Modality(name, items, 1, values);
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
