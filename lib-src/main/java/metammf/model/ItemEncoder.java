package metammf.model;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import metammf.data.ItemFeatures;
import metammf.engine.NativeArrays;
import metammf.fusion.Fusion;

/** Computes an item's vector before the head, eq. (2): fused features and id embedding, or one of the two. */
public final class ItemEncoder {
    private final Fusion fusion; // null: ids alone
    private final NDArray features; // (I, F), constant
    private final NDArray id; // (I, D_c), null: content alone
    private final double l2;

    private ItemEncoder(Fusion fusion, NDArray features, NDArray id, double l2) {
        this.fusion = fusion;
        this.features = features;
        this.id = id;
        this.l2 = l2;
    }

    /**
     * {@return fused features, scaled already, and an id embedding of width D_c; 0 for none}
     *
     * @throws metammf.base.MetaMmfException if the features have another width than the fusion expects
     */
    public static ItemEncoder of(
            NDManager owner, Fusion fusion, ItemFeatures features, int idDim, RandomGenerator random) {
        require(
                features.width() == fusion.inputWidth(),
                "features: expected a width of %d, received %d",
                fusion.inputWidth(),
                features.width());
        return new ItemEncoder(
                fusion,
                NativeArrays.sideBySide(owner, features.items(), features.values()),
                idDim == 0 ? null : NativeArrays.xavier(owner, random, features.items(), idDim),
                0);
    }

    /** {@return an encoder with id embeddings only, (I, D): collaborative filtering without content} */
    public static ItemEncoder ofIds(NDManager owner, int items, int idDim, RandomGenerator random) {
        require(idDim > 0, "id embedding: expected a positive width, received %d", idDim);
        return new ItemEncoder(null, null, NativeArrays.xavier(owner, random, items, idDim), 0);
    }

    /** {@return the same arrays; the loss has this weight of half the squares of the fusion's weights} */
    public ItemEncoder withL2(double value) {
        return new ItemEncoder(fusion, features, id, value);
    }

    /** A loss and half the squares of the fusion's weights. */
    NDArray regularised(NDArray loss) {
        return fusion == null || l2 == 0
                ? loss
                : fusion.weights().values().stream()
                        .map(weight -> times(weight.square().sum(), l2 / 2))
                        .reduce(loss, NDArray::add);
    }

    /** {@return D = D_m + D_c, the width of the vectors} */
    public int width() {
        return (fusion == null ? 0 : fusion.width())
                + (id == null ? 0 : Math.toIntExact(id.getShape().get(1)));
    }

    /** {@return the fusion, or nothing if items have no content} */
    public Optional<Fusion> fusion() {
        return Optional.ofNullable(fusion);
    }

    /** {@return the vectors of all items, (I, D)} */
    public NDArray all() {
        return join(features, id);
    }

    /** {@return the vectors of the items of n int32 numbers; no other item is computed, (n, D)} */
    public NDArray rows(NDArray rows) {
        return join(
                features == null ? null : NativeArrays.rows(features, rows),
                id == null ? null : NativeArrays.rows(id, rows));
    }

    private NDArray join(NDArray x, NDArray c) {
        if (fusion == null) {
            return c;
        }
        NDArray m = fusion.fuse(x);
        return c == null ? m : m.concat(c, 1); // eq. (2)
    }

    /** {@return the concatenated features of one item, (1, F)} */
    public NDArray features(int item) {
        return row(features, item);
    }

    /** {@return the concatenated features of all items, (I, F), or null if items have no content} */
    NDArray features() {
        return features;
    }

    /** The id embedding of each item, (I, D_c); empty if there are no ids. */
    Optional<NDArray> ids() {
        return Optional.ofNullable(id);
    }

    /** The id embedding of an unknown item: the mean of all id embeddings, (1, D_c). */
    static NDArray meanId(NDArray ids) {
        return ids.mean(new int[] {0}, true);
    }

    /** An item's vector with the mean of all items in the place of its id embedding, (1, D); empty if there are no ids. */
    Optional<NDArray> withMeanId(int item) {
        return Optional.ofNullable(id).map(c -> join(features == null ? null : features(item), meanId(c)));
    }

    /** An item's vector with the mean of all items in the place of its columns {@code from .. to - 1} of x, (1, D). */
    NDArray withMeanContent(int item, int from, int to) {
        NDArray x = features(item).duplicate();
        NDIndex columns = new NDIndex(":, {}:{}", from, to);
        x.set(columns, features.get(columns).mean(new int[] {0}, true));
        return join(x, id == null ? null : row(id, item));
    }

    private static NDArray row(NDArray table, int item) {
        return table.get(new NDIndex("{}:{}", item, item + 1));
    }

    Map<String, NDArray> parameters() {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        if (id != null) {
            parameters.put("item.id", id);
        }
        fusion().ifPresent(f -> parameters.putAll(f.weights()));
        return parameters;
    }
}
