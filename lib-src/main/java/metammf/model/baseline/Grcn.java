package metammf.model.baseline;

import static metammf.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.io.Serializable;
import java.util.Map;
import java.util.SplittableRandom;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Seeds;
import metammf.engine.SparsePattern;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.GraphRecommender;
import metammf.model.Step;
import metammf.model.Triples;

/**
 * GRCN (Wei et al., ACM Multimedia 2020): the content tells which interactions are noise. In every modality, users route
 * their preference towards the items that agree with it; edges then weigh as much as the content of their ends agrees,
 * and the id embeddings travel over these edges. It has a regulariser of its own, so train it with weight decay 0.
 *
 * <p>The public code passes the messages of the routing to the items and then reads the users, so that its routing does
 * nothing ({@link Config#withItemsToUsers}), and by default cuts edges of negative weight ({@link Config#withPruning}).
 */
public final class Grcn extends GraphRecommender {
    private static final double LEAST_NORM = 1e-12;

    private final Config config;
    private final Map<String, NDArray> features; // (I, d_m), constant
    private final SparsePattern usersToItems; // (U, I)
    private final SparsePattern edges; // (N, N)

    /** How an edge's weight follows from its agreement in each modality. */
    public enum Weighting {
        /** The mean over the modalities. */
        MEAN,
        /** The largest of the modalities. */
        MAX,
        /** The largest of the modalities, each times the sender's learned confidence in it. */
        CONFIDENCE
    }

    /** How the id part and the modalities' parts become one vector. */
    public enum Joining {
        /** Side by side, D (1 + M) wide. */
        CONCATENATED,
        /** Their mean. */
        MEAN,
        /** The id part alone. */
        ID
    }

    /**
     * Its settings.
     *
     * @param layers convolutions of the id embeddings, L
     * @param dim width of each part, D
     * @param routings iterations of the routing
     * @param itemsToUsers whether the routing changes users, as published; false is the public code, whose routing changes
     *     nothing
     * @param pruning whether edges of negative weight are cut
     * @param weighting how an edge's weight follows from its modalities
     * @param joining how the parts become one vector
     * @param l2 weight of the mean squares of a batch's ids and preferences
     * @param scaling of the features
     */
    public record Config(
            int layers,
            int dim,
            int routings,
            boolean itemsToUsers,
            boolean pruning,
            Weighting weighting,
            Joining joining,
            double l2,
            Scaling scaling)
            implements Serializable {
        /** Checks every value. */
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(routings >= 0, "routings: expected 0 or more, received %d", routings);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /**
         * The published settings, but that vectors are the id part alone: chosen on the validation split of the built-in
         * set, where the parts side by side find a third less.
         *
         * @return the defaults
         */
        public static Config defaults() {
            return paper().withJoining(Joining.ID);
        }

        /**
         * The settings of its authors for TikTok.
         *
         * @return the published settings
         */
        public static Config paper() {
            return new Config(
                    2, 64, 3, true, false, Weighting.CONFIDENCE, Joining.CONCATENATED, 1e-3, Scaling.NORMALISED);
        }

        /**
         * Changes the depth.
         *
         * @param value L
         * @return a changed copy
         */
        public Config withLayers(int value) {
            return new Config(value, dim, routings, itemsToUsers, pruning, weighting, joining, l2, scaling);
        }

        /**
         * Changes the width.
         *
         * @param value D
         * @return a changed copy
         */
        public Config withDim(int value) {
            return new Config(layers, value, routings, itemsToUsers, pruning, weighting, joining, l2, scaling);
        }

        /**
         * Changes the number of routing iterations.
         *
         * @param value 0 or more
         * @return a changed copy
         */
        public Config withRoutings(int value) {
            return new Config(layers, dim, value, itemsToUsers, pruning, weighting, joining, l2, scaling);
        }

        /**
         * Changes the direction of the routing.
         *
         * @param value true as published, false as in the public code
         * @return a changed copy
         */
        public Config withItemsToUsers(boolean value) {
            return new Config(layers, dim, routings, value, pruning, weighting, joining, l2, scaling);
        }

        /**
         * Switches the pruning.
         *
         * @param value whether edges of negative weight are cut
         * @return a changed copy
         */
        public Config withPruning(boolean value) {
            return new Config(layers, dim, routings, itemsToUsers, value, weighting, joining, l2, scaling);
        }

        /**
         * Changes how edges get their weights.
         *
         * @param value mean, max, or max with confidences
         * @return a changed copy
         */
        public Config withWeighting(Weighting value) {
            return new Config(layers, dim, routings, itemsToUsers, pruning, value, joining, l2, scaling);
        }

        /**
         * Changes how the parts become one vector.
         *
         * @param value side by side, their mean, or ids alone
         * @return a changed copy
         */
        public Config withJoining(Joining value) {
            return new Config(layers, dim, routings, itemsToUsers, pruning, weighting, value, l2, scaling);
        }

        /**
         * Changes the regularisation.
         *
         * @param value weight of the mean squares
         * @return a changed copy
         */
        public Config withL2(double value) {
            return new Config(layers, dim, routings, itemsToUsers, pruning, weighting, joining, value, scaling);
        }

        /**
         * Changes the scale of the features.
         *
         * @param value how they are put on one scale
         * @return a changed copy
         */
        public Config withScaling(Scaling value) {
            return new Config(layers, dim, routings, itemsToUsers, pruning, weighting, joining, l2, value);
        }
    }

    private Grcn(Dataset data, Config config, NDManager owner, SplittableRandom random) {
        super("GRCN", owner, data.users());
        this.config = config;
        this.features = ModalityArrays.of(data, config.scaling(), owner);
        int d = config.dim();
        add("user", NativeArrays.xavier(owner, random, data.users(), d));
        add("item.id", NativeArrays.xavier(owner, random, data.items(), d));
        features.forEach((name, x) -> {
            long width = x.getShape().get(1);
            double bound = 1 / Math.sqrt(width); // of PyTorch's linear layers
            add("preference." + name, NativeArrays.xavier(owner, random, data.users(), d));
            add("content." + name + ".weight", NativeArrays.uniform(owner, bound, random, width, d));
            add("content." + name + ".bias", NativeArrays.uniform(owner, bound, random, d));
        });
        if (config.weighting() == Weighting.CONFIDENCE) {
            add("confidence", NativeArrays.xavier(owner, random, data.users() + data.items(), features.size()));
        }
        BipartiteGraph graph = BipartiteGraph.of(data.split().train());
        this.usersToItems = graph.usersToItems(owner);
        this.edges = graph.pattern(owner);
    }

    /**
     * With the default settings, on the first GPU if there is one.
     *
     * @param data its training split gives the graph, its features the content
     * @param seed of the initial weights
     * @return an untrained model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Grcn of(Dataset data, long seed) {
        return of(data, Config.defaults(), Compute.auto(), seed);
    }

    /**
     * An untrained model.
     *
     * @param data its training split gives the graph, its features the content
     * @param config its settings
     * @param compute where it lives
     * @param seed of the initial weights
     * @return a model; closing it frees its memory
     * @throws metammf.MetaMmfException if the data set has no features
     */
    public static Grcn of(Dataset data, Config config, Compute compute, long seed) {
        return new Grcn(data, config, compute.newManager(), Seeds.stream(seed, "weights"));
    }

    /**
     * One iteration of the routing: a user moves towards the items it has interacted with, most towards those it agrees
     * with: p_u + sum_i a_ui f_i at length 1, where a is the softmax over the user's items of p_u . f_i.
     *
     * @param preferences p, rows of length 1, (U, D)
     * @param contents f, rows of length 1, (I, D); on a recording tape a cut
     * @param usersToItems who has interacted with what, (U, I)
     * @param tape the tape of the computation
     * @return the next p, (U, D)
     */
    public static NDArray route(NDArray preferences, NDArray contents, SparsePattern usersToItems, Tape tape) {
        NDArray p = tape.cut(preferences);
        return unit(p.add(usersToItems.times(tape, agreement(p, contents, usersToItems, tape), contents)));
    }

    /**
     * How much the ends of an edge agree: the softmax over j of r_i . c_j.
     *
     * @param rows r, (n, D); on a recording tape a cut
     * @param columns c, (m, D); on a recording tape a cut
     * @param edges row i has an entry for each j that reaches it, (n, m)
     * @param tape the tape of the computation
     * @return a share for each edge, (E); those of a row sum to 1
     */
    public static NDArray agreement(NDArray rows, NDArray columns, SparsePattern edges, Tape tape) {
        return edges.softmax(tape, edges.dots(tape, rows, columns));
    }

    @Override
    protected NDArray nodes(Tape tape) {
        NDList parts = new NDList();
        NDList agreements = new NDList();
        for (String modality : features.keySet()) {
            NDArray h = tape.cut(preferencesAndContents(modality, tape));
            NDArray shares = agreement(h, h, edges, tape);
            agreements.add(shares);
            if (config.joining() != Joining.ID) {
                parts.add(h.add(edges.times(tape, shares, h)));
            }
        }
        parts.add(0, ids(weights(agreements), tape));
        return join(parts);
    }

    /** H = [P; F] of a modality, (N, D). */
    private NDArray preferencesAndContents(String modality, Tape tape) {
        NDArray x = features.get(modality).matMul(parameter("content." + modality + ".weight"));
        NDArray biased = x.add(parameter("content." + modality + ".bias"));
        NDArray f = tape.cut(unit(Activation.leakyRelu(biased, Fusion.SLOPE)));
        NDArray p = unit(parameter("preference." + modality));
        for (int n = 0; config.itemsToUsers() && n < config.routings(); n++) {
            p = route(p, f, usersToItems, tape);
        }
        return p.concat(f, 0);
    }

    /** The weights of the edges from the modalities' agreements, (E). */
    private NDArray weights(NDList agreements) {
        NDArray all = NDArrays.stack(agreements, 1); // (E, M)
        int[] modalities = {1};
        NDArray weights =
                switch (config.weighting()) {
                    case MEAN -> all.mean(modalities);
                    case MAX -> all.max(modalities);
                    case CONFIDENCE ->
                        all.mul(NativeArrays.rows(parameter("confidence"), edges.columns()))
                                .max(modalities);
                };
        return config.pruning() ? Activation.relu(weights) : weights;
    }

    /** E_0 + .. + E_L, where E_0 are the ids at length 1 and E_l = W E_(l-1), (N, D). */
    private NDArray ids(NDArray weights, Tape tape) {
        NDArray w = tape.cut(weights);
        NDArray e = tape.cut(unit(parameter("user").concat(parameter("item.id"), 0)));
        NDArray sum = e;
        for (int l = 0; l < config.layers(); l++) {
            e = edges.times(tape, w, e);
            sum = sum.add(e);
        }
        return sum;
    }

    private NDArray join(NDList parts) {
        return switch (config.joining()) {
            case CONCATENATED -> NDArrays.concat(parts, 1);
            case MEAN -> over(parts.stream().reduce(NDArray::add).orElseThrow(), parts.size());
            case ID -> parts.singletonOrThrow(); // the engine's concat of one array has no gradient
        };
    }

    private static NDArray unit(NDArray rows) {
        return rows.normalize(2, 1, LEAST_NORM);
    }

    /** BPR, and the mean squares of the batch's id embeddings and preferences. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray users = meanSquare("user", batch.users());
        NDArray items = over(meanSquare("item.id", batch.positives()).add(meanSquare("item.id", batch.negatives())), 2);
        NDArray squares = features.keySet().stream()
                .map(modality -> meanSquare("preference." + modality, batch.users()))
                .reduce(users.add(items), NDArray::add);
        return BprLoss.of(embed(batch, tape)).add(times(squares, config.l2()));
    }

    private NDArray meanSquare(String name, int[] rows) {
        return rows(parameter(name), rows).square().mean();
    }
}
