package metammf.model;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.fusion.FusionConfig;

/**
 * Computes final item vectors without the trained model. It contains the scaling of the features, the weights, and the
 * ids and neighbours of the training items. It accepts any number of items; new items get vectors without training.
 *
 * <ul>
 *   <li>An item of the training set has its id embedding. A new one has the mean of all of them, as where an
 *       {@link Explanation} takes the id away.
 *   <li>In a graph an item of the training set has the neighbours that it had then. A new one has none, and what they would
 *       tell is zero, as for any node without neighbours.
 * </ul>
 *
 * <p>It is in Java's memory, outlives the model and travels to other machines; {@link #open} puts it on an engine.
 */
public final class ItemTower implements Serializable {
    private final String name;
    private final FusionConfig config;
    private final UnaryOperator<ItemFeatures> scale;
    private final List<Input> inputs;
    private final Map<String, Values> weights; // of the fusion
    private final List<Values> ids; // (I + 1, D_c): a row for each item and one for any other; empty without ids
    private final GcnConfig gcn; // null: the vectors of eq. (2) are final
    private final Map<String, Values> layers; // weights of the convolutions
    private final List<Values> neighbours; // (I + 1, D) for each convolution, likewise

    /** A modality. */
    private record Input(String name, int width) implements Serializable {}

    /** An array in Java's memory. */
    private record Values(long[] shape, float[] values) implements Serializable {
        static Values of(NDArray array) {
            return new Values(array.getShape().getShape(), NativeArrays.values(array));
        }

        static Map<String, Values> of(Map<String, NDArray> arrays, String prefix) {
            Map<String, Values> copies = new LinkedHashMap<>();
            arrays.forEach((name, array) -> {
                if (name.startsWith(prefix)) {
                    copies.put(name, of(array));
                }
            });
            return copies;
        }

        NDArray on(NDManager manager) {
            return NativeArrays.of(manager, values, shape);
        }

        /** Rows of a matrix, the last one for numbers behind it. */
        NDArray rows(NDManager manager, int... numbers) {
            int width = (int) shape[1];
            float[] rows = new float[numbers.length * width];
            for (int n = 0; n < numbers.length; n++) {
                int row = (int) Math.min(numbers[n], shape[0] - 1);
                System.arraycopy(values, row * width, rows, n * width, width);
            }
            return NativeArrays.of(manager, rows, numbers.length, width);
        }
    }

    private ItemTower(EncoderModel model, Fusion fusion, FusionConfig config, Dataset data, Tape tape) {
        this.name = model.name();
        this.config = config;
        this.scale = data.features().scale(config.scaling(), data.split().train());
        this.inputs = inputs(data.features());
        this.weights = Values.of(fusion.weights(), "");
        this.ids = model.items().ids().stream()
                .map(ids -> Values.of(ids.concat(ItemEncoder.meanId(ids), 0)))
                .toList();
        GraphConvolution graph = model instanceof GraphConvolution convolution ? convolution : null;
        this.gcn = graph == null ? null : graph.config();
        this.layers = Values.of(model.parameters(), "gcn.");
        this.neighbours = graph == null
                ? List.of()
                : graph.itemNeighbours(tape).stream()
                        .map(means -> Values.of(
                                means.concat(means.get(new NDIndex(":1")).zerosLike(), 0)))
                        .toList();
    }

    private static List<Input> inputs(ItemFeatures features) {
        return features.modalities().stream()
                .map(m -> new Input(m.name(), m.width()))
                .toList();
    }

    /**
     * {@return the item tower of a model that was trained with a fusion on a data set} It copies the weights, so later
     * changes of the model do not affect it.
     *
     * @throws metammf.base.MetaMmfException if the items have no content, or the weights are not those of the
     *     configuration and the data
     */
    public static ItemTower of(EncoderModel model, FusionConfig config, Dataset data) {
        Fusion fusion = model.items().fusion().orElse(null);
        require(fusion != null, "%s: expected items with content to fuse, received ids alone", model.name());
        try (Tape tape = Tape.computing()) {
            ItemTower tower = new ItemTower(model, fusion, config, data, tape);
            tower.open().close();
            return tower;
        }
    }

    /** {@return the names of the modalities that are fused, in order} */
    public List<String> modalities() {
        return inputs.stream().map(Input::name).toList();
    }

    /** {@return F, the width of the concatenated features} */
    public int inputWidth() {
        return inputs.stream().mapToInt(Input::width).sum();
    }

    /** {@return the tower on the CPU, for one thread} Closing it frees its memory. */
    public Open open() {
        return new Open();
    }

    /** A tower whose weights an engine holds. */
    public final class Open implements AutoCloseable {
        private final NDManager owner = Compute.cpu().newManager();
        private final Fusion fusion;
        private final Map<String, NDArray> convolutions = new LinkedHashMap<>();

        private Open() {
            int[] widths = inputs.stream().mapToInt(Input::width).toArray();
            fusion = config.build(owner, widths, () -> 0); // its weights are replaced
            fusion.weights().forEach(this::assign);
            require(
                    fusion.weights().size() == weights.size(),
                    "%s: expected weights %s, received %s",
                    name,
                    fusion.weights().keySet(),
                    weights.keySet());
            layers.forEach((key, values) -> convolutions.put(key, values.on(owner)));
        }

        private void assign(String key, NDArray target) {
            Values source = weights.get(key);
            require(
                    source != null
                            && Arrays.equals(source.shape, target.getShape().getShape()),
                    "%s: %s: expected shape %s, received %s",
                    name,
                    key,
                    target.getShape(),
                    source == null ? "none" : Arrays.toString(source.shape));
            NativeArrays.assign(target, source.values);
        }

        /**
         * {@return the final vectors of items, row by row, (n, D)}
         *
         * @param features of n items, as they come, not scaled yet
         * @param numbers what the items are in the training set, any number behind it for new ones, (n)
         * @throws metammf.base.MetaMmfException if the modalities are not those of the training set, or a number is negative
         */
        public float[] vectors(ItemFeatures features, int... numbers) {
            require(
                    inputs(features).equals(inputs),
                    "%s: expected modalities %s, received %s",
                    name,
                    inputs,
                    inputs(features));
            require(
                    features.items() == numbers.length && Arrays.stream(numbers).allMatch(number -> number >= 0),
                    "%s: expected a number for each of %d items",
                    name,
                    features.items());
            try (NDManager manager = owner.newSubManager();
                    Tape tape = Tape.computing()) {
                NDArray e = encoded(manager, features, numbers);
                for (int l = 0; l < neighbours.size(); l++) {
                    NDArray means = neighbours.get(l).rows(manager, numbers);
                    e = GraphConvolution.layer(l, new NDList(e, means), gcn, convolutions::get);
                }
                return e.toFloatArray();
            }
        }

        /** Eq. (2). */
        private NDArray encoded(NDManager manager, ItemFeatures features, int... numbers) {
            List<float[]> x = scale.apply(features).values();
            NDArray m = fusion.fuse(NativeArrays.sideBySide(manager, features.items(), x));
            return ids.isEmpty() ? m : m.concat(ids.get(0).rows(manager, numbers), 1);
        }

        @Override
        public void close() {
            owner.close();
        }
    }

    @Override
    public String toString() {
        return "ItemTower(%s, %s)".formatted(name, inputs);
    }
}
