package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.over;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Serializable;
import java.util.random.RandomGenerator;
import metammf.base.Records;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.BprLoss;
import metammf.model.EncoderModel;
import metammf.model.ItemEncoder;
import metammf.model.Model;

/**
 * LightGCN (He et al., SIGIR 2020): id embeddings that are propagated over the graph without weights or activation; the
 * final vector is the mean over all layers. It has its own regulariser, so train it with weight decay 0.
 *
 * <p>The public code draws a user uniformly and then one of the items of the user; here every interaction is used once
 * in each epoch, as for all models. Edge dropout, which is off by default in the public code, is not implemented.
 */
public final class LightGcn extends Model {
    private static final double DEVIATION = 0.1; // of the initial embeddings

    private final Config config;
    private final NDArray user; // (U, D)
    private final NDArray item; // (I, D)
    private final SparseMatrix graph; // (N, N)

    /**
     * Its settings.
     *
     * @param layers L
     * @param dim width of the vectors, D
     * @param l2 weight of {@link BprLoss#l2} of the embeddings before the first layer
     */
    public record Config(int layers, int dim, double l2) implements Serializable {
        public Config {
            require(layers > 0, "layers: expected at least 1, received %d", layers);
            require(dim > 0, "dim: expected at least 1, received %d", dim);
            require(l2 >= 0, "l2: expected 0 or more, received %s", l2);
        }

        /** {@return the defaults} Settings chosen on the validation split of the built-in set. */
        public static Config defaults() {
            return paper().withL2(1e-2);
        }

        /** {@return the published settings} The settings of its authors: three layers and L2 of 1e-4. */
        public static Config paper() {
            return new Config(3, 64, 1e-4);
        }

        /** {@return a copy with this many convolutions} */
        public Config withLayers(int value) {
            return Records.with(this, "layers", value);
        }

        /** {@return a copy with this weight of the squared embeddings} */
        public Config withL2(double value) {
            return Records.with(this, "l2", value);
        }
    }

    /** Builds an untrained model of a data set; {@code seed} draws its initial embeddings. */
    public LightGcn(Dataset data, Config config, Compute compute, long seed) {
        super("LightGCN", data, compute, seed);
        this.config = config;
        user = add("user", NativeArrays.normal(owner(), DEVIATION, random(), users(), config.dim()));
        item = add("item.id", NativeArrays.normal(owner(), DEVIATION, random(), data.items(), config.dim()));
        graph = BipartiteGraph.of(data.split().train()).symmetric(owner());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static LightGcn of(Dataset data, long seed) {
        return new LightGcn(data, Config.defaults(), Compute.auto(), seed);
    }

    /** {@return the mean of E_0 .. E_L with E_l = A E_(l-1), (N, D), for A {@link BipartiteGraph#symmetric}} */
    public static NDArray propagate(NDArray e, SparseMatrix graph, int layers, Tape tape) {
        NDArray layer = tape.cut(e);
        NDArray sum = layer;
        for (int l = 0; l < layers; l++) {
            layer = tape.times(graph, layer);
            sum = sum.add(layer);
        }
        return over(sum, layers + 1);
    }

    /**
     * {@return an untrained model with the same propagation in L layers, item vectors from an encoder, eq. (17), and
     * Xavier-uniform user embeddings} The manager owns all arrays and is closed with the model.
     */
    public static EncoderModel on(
            String name, NDManager owner, ItemEncoder items, Interactions train, int layers, RandomGenerator random) {
        SparseMatrix graph = BipartiteGraph.of(train).symmetric(owner);
        return new EncoderModel(name, owner, items, train.users(), random) {
            @Override
            protected NDArray nodes(NDArray vectors, Tape tape) {
                return propagate(array("user").concat(vectors, 0), graph, layers, tape);
            }
        };
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return propagate(user.concat(item, 0), graph, config.layers(), tape);
    }

    /** BPR on the final vectors, L2 on those before the first layer. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        NDArray start = tape.cut(user.concat(item, 0)); // (N, D)
        NDArray last = propagate(start, graph, config.layers(), tape);
        return BprLoss.of(rows(last, batch)).add(BprLoss.l2(rows(start, batch), config.l2()));
    }
}
