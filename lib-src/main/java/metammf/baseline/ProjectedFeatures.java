package metammf.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.NativeArrays;

/**
 * The content of items, every modality projected to one width: Y_m = X_m W_m + b_m, or without b_m; the features X_m
 * themselves may be trained.
 */
record ProjectedFeatures(List<Projection> modalities, boolean trained) {
    /** One modality: X (I, d), W (d, D), b (D) or null. */
    private record Projection(String name, NDArray x, NDArray weight, NDArray bias) {
        NDArray of(NDArray rows) {
            NDArray y = NativeArrays.product(rows, weight); // (n, d) x (d, D) -> (n, D)
            return bias == null ? y : y.add(bias);
        }
    }

    /** Xavier-uniform weights and zero biases; the features themselves are trained only if asked. */
    static ProjectedFeatures of(
            NDManager owner, ItemFeatures features, int dim, boolean trained, RandomGenerator random) {
        return new ProjectedFeatures(
                features.modalities().stream()
                        .map(m -> projection(owner, m, dim, random))
                        .toList(),
                trained);
    }

    private static Projection projection(NDManager owner, Modality m, int dim, RandomGenerator random) {
        return new Projection(
                m.name(),
                NativeArrays.of(owner, m.values(), m.items(), m.width()),
                NativeArrays.xavier(owner, random, m.width(), dim),
                NativeArrays.zeros(owner, new Shape(dim)));
    }

    /** The same without biases, for losses in which they cancel. */
    ProjectedFeatures withoutBias() {
        return new ProjectedFeatures(
                modalities.stream()
                        .map(p -> new Projection(p.name(), p.x(), p.weight(), null))
                        .toList(),
                trained);
    }

    /** Y_m of all items, (I, D) each. */
    List<NDArray> all() {
        return modalities.stream().map(p -> p.of(p.x())).toList();
    }

    /** Y_m of some items, (n, D) each. */
    List<NDArray> rows(NDArray items) {
        return modalities.stream()
                .map(p -> p.of(NativeArrays.rows(p.x(), items)))
                .toList();
    }

    Map<String, NDArray> parameters() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (Projection p : modalities) {
            if (trained) {
                parameters.put("feature." + p.name(), p.x());
            }
            parameters.put("projection." + p.name() + ".weight", p.weight());
            if (p.bias() != null) {
                parameters.put("projection." + p.name() + ".bias", p.bias());
            }
        }
        return parameters;
    }
}
