package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.baseline.Formulas.squares;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;
import metammf.base.Records;
import metammf.data.Dataset;
import metammf.data.ItemFeatures.Scaling;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.BprLoss;
import metammf.model.Model;

/**
 * VBPR (He and McAuley, AAAI 2016) with concatenated modalities: a user has one vector for ids and one for content.
 * Their inner products with the id embedding of the item and with a linear map of its features add up to the score. It
 * has its own regulariser, which can replace weight decay. A step touches only the items of its batch. As in the
 * MetaMMF paper there are no biases.
 */
public final class Vbpr extends Model {
    private final Config config;
    private final NDArray x; // (I, F), constant
    private final NDArray user; // (U, D)
    private final NDArray id; // (I, D_c)
    private final NDArray map; // W, (F, D_m)

    /**
     * Its settings.
     *
     * @param contentDim width of the content's part of the vectors, D_m
     * @param idDim width of the ids' part, D_c
     * @param l2 weight of {@link BprLoss#l2} of the batch's embeddings
     * @param contentL2 weight of half the squares of the content's map
     * @param scaling of the features
     */
    public record Config(int contentDim, int idDim, double l2, double contentL2, Scaling scaling)
            implements Serializable {
        public Config {
            require(
                    contentDim > 0 && idDim > 0,
                    "widths: expected at least 1 each, received %d and %d",
                    contentDim,
                    idDim);
            require(l2 >= 0 && contentL2 >= 0, "l2: expected 0 or more, received %s and %s", l2, contentL2);
        }

        /**
         * {@return the defaults} Settings chosen on the validation split of the built-in set, for training with weight
         * decay 5e-5: the map of the features is regularised more than the embeddings.
         */
        public static Config defaults() {
            return new Config(32, 32, 0, 0.1, Scaling.NORMALISED);
        }

        /** {@return eq. (4) of the MetaMMF paper; as in Cornac the embeddings are regularised, not the map} */
        public static Config paper() {
            return new Config(32, 32, 1e-2, 0, Scaling.STANDARDISED);
        }

        /** {@return a copy with this weight of half the squares of the content's map} */
        public Config withContentL2(double value) {
            return Records.with(this, "contentL2", value);
        }
    }

    /** Builds an untrained model of a data set with features; {@code seed} draws its initial weights. */
    public Vbpr(Dataset data, Config config, Compute compute, long seed) {
        super("VBPR", data, compute, seed);
        this.config = config;
        int d = config.contentDim() + config.idDim();
        x = Content.array(data, config.scaling(), owner());
        user = addXavier("user", users(), d);
        id = addXavier("item.id", data.items(), config.idDim());
        map = addXavier("content.weight", data.features().width(), config.contentDim());
    }

    /** {@return an untrained model with the default settings, on the first GPU if there is one} */
    public static Vbpr of(Dataset data, long seed) {
        return new Vbpr(data, Config.defaults(), Compute.auto(), seed);
    }

    /** {@return eq. (4) and (2): e_i = [x_i W ; id_i], (n, D_m + D_c), for x (n, F) and W (F, D_m)} */
    public static NDArray items(NDArray x, NDArray map, NDArray id) {
        return NativeArrays.product(x, map).concat(id, 1); // (n, F) x (F, D_m) -> (n, D_m)
    }

    @Override
    protected NDArray nodes(Tape tape) {
        return user.concat(items(x, map, id), 0);
    }

    @Override
    public NDList embed(Triples batch, Tape tape) {
        return new NDList(rows(user, batch.users()), items(batch.positives()), items(batch.negatives()));
    }

    private NDArray items(int[] items) {
        return items(rows(x, items), map, rows(id, items));
    }

    /** BPR with the L2 of the batch's embeddings and, apart from it, of the content's map. */
    @Override
    public NDArray loss(Triples batch, Step step, Tape tape) {
        return BprLoss.of(embed(batch, tape))
                .add(BprLoss.l2(rows(user, id, batch), config.l2()))
                .add(times(squares(map), config.contentL2() / 2));
    }
}
