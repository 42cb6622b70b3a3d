package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.Tape;
import metammf.model.BprLoss;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * VBPR (He and McAuley, AAAI 2016) with all modalities side by side: a user's taste is a vector for ids and one for
 * content, which meet the item's id embedding and a linear map of its features. It has a regulariser of its own, which may
 * take the place of weight decay. A step touches only the items of its batch.
 *
 * <p>The MetaMMF paper leaves the biases out; so do the defaults.
 */
public final class Vbpr implements Recommender {
    private final Config config;
    private final NDManager owner;
    private final NDArray features; // (I, F), constant
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /**
     * Its settings.
     *
     * @param contentDim width of the content's part of the vectors, D_m
     * @param idDim width of the ids' part, D_c
     * @param biases whether an item has a bias, and its features another one
     * @param l2 weight of {@link BprLoss#l2} of the batch's embeddings and biases
     * @param contentL2 weight of half the squares of the content's map and bias
     * @param scaling of the features
     */
    public record Config(int contentDim, int idDim, boolean biases, double l2, double contentL2, Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(
                    contentDim > 0 && idDim > 0,
                    "widths: expected at least 1 each, received %d and %d",
                    contentDim,
                    idDim);
            require(l2 >= 0 && contentL2 >= 0, "l2: expected 0 or more, received %s and %s", l2, contentL2);
        }

        /**
         * Settings chosen on the validation split of the built-in set, for training with weight decay 5e-5: the map of the
         * features is regularised more than the embeddings.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return new Config(32, 32, false, 0, 0.1, Scaling.NORMALISED);
        }

        /**
         * Eq. (4) of the MetaMMF paper at its width, without a bias, as Cornac regularises it: the embeddings, not the map.
         *
         * @return the paper's settings
         */
        public static Config paper() {
            return new Config(32, 32, false, 1e-2, 0, Scaling.STANDARDISED);
        }

        /**
         * Changes the widths.
         *
         * @param content D_m
         * @param id D_c
         * @return a changed copy
         */
        public Config withDims(int content, int id) {
            return new Config(content, id, biases, l2, contentL2, scaling);
        }

        /**
         * Switches the biases.
         *
         * @param value whether items and features have them
         * @return a changed copy
         */
        public Config withBiases(boolean value) {
            return new Config(contentDim, idDim, value, l2, contentL2, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param embeddings weight of the squared embeddings
         * @param content weight of the squared map
         * @return a changed copy
         */
        public Config withL2(double embeddings, double content) {
            return new Config(contentDim, idDim, biases, embeddings, content, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale before they enter
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(contentDim, idDim, biases, l2, contentL2, value);
        }
    }

    private Vbpr(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        this.config = config;
        this.owner = owner;
        this.features = Content.array(data, config.scaling(), owner);
        int f = data.features().width();
        int d = config.contentDim() + config.idDim();
        parameters.put("user", NativeArrays.xavier(owner, random, data.users(), d));
        parameters.put("item.id", NativeArrays.xavier(owner, random, data.items(), config.idDim()));
        parameters.put("content.weight", NativeArrays.xavier(owner, random, f, config.contentDim()));
        if (config.biases()) {
            parameters.put("item.bias", NativeArrays.zeros(owner, new Shape(data.items(), 1)));
            parameters.put("content.bias", NativeArrays.zeros(owner, new Shape(f, 1)));
        }
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the sizes, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Vbpr of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * An untrained model.
     *
     * @param data its training split gives the sizes, its features the content
     * @param config its settings
     * @param compute where it lives
     * @param seed of the initial weights
     * @return a model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Vbpr of(Dataset data, Config config, Compute compute, long seed) {
        return new Vbpr(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    /**
     * Eq. (4) and (2) of the MetaMMF paper: e_i = [x_i W ; id_i].
     *
     * @param x features of n items, (n, F)
     * @param w W, (F, D_m)
     * @param id their id embeddings, (n, D_c)
     * @return (n, D_m + D_c)
     */
    public static NDArray items(NDArray x, NDArray w, NDArray id) {
        return x.matMul(w).concat(id, 1);
    }

    /**
     * The biases of the original, b_i + x_i b, as a last column, which meets a 1 in the user's vector.
     *
     * @param e vectors of n items, (n, D)
     * @param x their features, (n, F)
     * @param itemBias b_i, (n, 1)
     * @param contentBias b, (F, 1)
     * @return (n, D + 1)
     */
    public static NDArray biased(NDArray e, NDArray x, NDArray itemBias, NDArray contentBias) {
        return e.concat(x.matMul(contentBias).add(itemBias), 1);
    }

    private NDArray items(UnaryOperator<NDArray> rows) {
        NDArray x = rows.apply(features);
        NDArray e = items(x, parameters.get("content.weight"), rows.apply(parameters.get("item.id")));
        return config.biases()
                ? biased(e, x, rows.apply(parameters.get("item.bias")), parameters.get("content.bias"))
                : e;
    }

    private NDArray users(UnaryOperator<NDArray> rows) {
        NDArray e = rows.apply(parameters.get("user"));
        return config.biases() ? e.concat(owner.ones(new Shape(e.getShape().get(0), 1)), 1) : e;
    }

    private UnaryOperator<NDArray> rows(int[] numbers) {
        NDArray rows = owner.create(numbers);
        return table -> NativeArrays.rows(table, rows);
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        return new NDList(users(rows(batch.users())), items(rows(batch.positives())), items(rows(batch.negatives())));
    }

    /** BPR with the L2 of the batch's embeddings and, apart from it, of the content's map. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        return BprLoss.of(embed(batch, tape))
                .add(BprLoss.l2(touched(batch), config.l2()))
                .add(times(squares("content."), config.contentL2() / 2));
    }

    /** What the batch has of the tables. */
    private NDList touched(Triples batch) {
        NDList touched = new NDList(rows(batch.users()).apply(parameters.get("user")));
        for (int[] items : List.of(batch.positives(), batch.negatives())) {
            named("item.").map(rows(items)).forEach(touched::add);
        }
        return touched;
    }

    private NDArray squares(String prefix) {
        return named(prefix)
                .map(array -> array.square().sum())
                .reduce(NDArray::add)
                .orElseThrow();
    }

    private Stream<NDArray> named(String prefix) {
        return parameters.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(parameters::get);
    }

    @Override
    public Embeddings embeddings() {
        try (Tape tape = Tape.computing()) {
            NDArray items = items(UnaryOperator.identity());
            NDArray users = users(UnaryOperator.identity());
            return new Embeddings(Math.toIntExact(items.getShape().get(1)), users.toFloatArray(), items.toFloatArray());
        }
    }

    @Override
    public String name() {
        return "VBPR";
    }

    @Override
    public Compute compute() {
        return new Compute(owner.getDevice());
    }

    @Override
    public Map<String, NDArray> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public void close() {
        owner.close();
    }
}
