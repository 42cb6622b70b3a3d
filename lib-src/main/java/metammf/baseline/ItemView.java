package metammf.baseline;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.product;
import static metammf.engine.NativeArrays.times;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import metammf.base.Seeds;
import metammf.baseline.MultiView.Config;
import metammf.baseline.MultiView.Meta;
import metammf.data.Dataset;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.fusion.Fusion;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaExtractor;
import metammf.fusion.MetaFusion;

/** What {@link MultiView} has of the items: where their ids start, gate, meta information, and the mixture of their graphs. */
final class ItemView {
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Meta meta;
    private final NDArray x; // content and popularity, (I, F)
    private final NDArray about; // what the meta information is read from, (I, F)
    private final List<SparseMatrix> near; // S_m, (I, I)
    private final Fusion gate; // null: none
    private final MetaExtractor extractor; // null: all items share one mixture
    private final NDArray cold; // 1 for an item without clicks, (I, 1); null: there are none

    ItemView(NDManager owner, Dataset data, Config config, RandomGenerator random, long seed) {
        ItemFeatures inputs = Content.withPopularity(data, config.fusion().scaling());
        meta = config.meta();
        x = NativeArrays.sideBySide(owner, data.items(), inputs.values());
        near = near(owner, data, config.neighbours());
        cold = cold(owner, data.split().train().itemDegrees());
        gate = config.gated() ? gate(owner, inputs, config, random) : null;
        about = about(owner, data.items(), seed);
        extractor = meta == Meta.NONE || meta == Meta.CONSTANT ? null : extractor(owner, config.fusion(), random);
        if (meta != Meta.NONE) {
            weights.put("mix.bias", NativeArrays.zeros(owner, new Shape(near.size())));
        }
    }

    /** Graphs of each item's k nearest: by the raw content of each modality, and by users in common. */
    private static List<SparseMatrix> near(NDManager owner, Dataset data, int k) {
        List<SparseMatrix> near = new ArrayList<>();
        for (Modality modality : data.features().modalities()) {
            near.add(NearestItems.graph(owner, ItemFeatures.of(modality), k, 1));
        }
        near.add(NearestItems.together(owner, data.split().train(), k));
        return near;
    }

    private static NDArray cold(NDManager owner, int... clicks) {
        float[] cold = new float[clicks.length];
        for (int item = 0; item < clicks.length; item++) {
            cold[item] = clicks[item] == 0 ? 1 : 0;
        }
        return Arrays.stream(clicks).allMatch(n -> n > 0) ? null : NativeArrays.of(owner, cold, cold.length, 1);
    }

    private Fusion gate(NDManager owner, ItemFeatures inputs, Config config, RandomGenerator random) {
        int[] widths = inputs.modalities().stream().mapToInt(Modality::width).toArray();
        Fusion fusion = config.fusion().build(owner, widths, random);
        require(fusion.width() == config.dim(), "fusion: expected width %s, received %s", config.dim(), fusion.width());
        weights.putAll(fusion.weights());
        return fusion;
    }

    private MetaExtractor extractor(NDManager owner, FusionConfig config, RandomGenerator random) {
        weights.put("mix.weight", NativeArrays.xavier(owner, random, config.metaDim(), near.size()));
        if (gate instanceof MetaFusion fusion) {
            return fusion.extractor();
        }
        int width = Math.toIntExact(x.getShape().get(1));
        MetaExtractor own =
                new MetaExtractor(owner, width, config.metaHidden(), config.metaDim(), config.metaActivation(), random);
        own.weights().forEach((name, array) -> weights.put("meta." + name, array));
        return own;
    }

    /** Popularity is the last column of x. */
    private NDArray about(NDManager owner, int items, long seed) {
        float[] columns = new float[Math.toIntExact(x.getShape().get(1))];
        Arrays.fill(columns, meta == Meta.POPULARITY ? 0 : 1);
        columns[columns.length - 1] = meta == Meta.CONTENT ? 0 : 1;
        return switch (meta) {
            case OTHERS ->
                NativeArrays.rows(
                        x, NativeArrays.of(owner, Seeds.shuffled(items, Seeds.stream(seed, "meta information"))));
            case CONTENT, POPULARITY -> x.mul(NativeArrays.of(owner, columns, 1, columns.length));
            default -> x;
        };
    }

    /** Names and trainable arrays. */
    Map<String, NDArray> weights() {
        return weights;
    }

    /** Items without clicks have the mean of all in the place of their ids, which nothing would train. */
    NDArray started(NDArray ids) {
        return cold == null
                ? ids
                : ids.add(ids.mean(new int[] {0}, true).sub(ids).mul(cold));
    }

    /** {@return g / |g|, (I, D), from an embedding v of each item} */
    NDArray vectors(NDArray v, Tape tape) {
        NDArray s = extractor == null ? null : tape.cut(extractor.extract(about)); // (I, S)
        NDArray h = gate == null ? v : v.mul(Activation.sigmoid(gated(s)));
        return Formulas.unit(mixed(h, shares(s), tape));
    }

    /** g_i = sum_m alpha_m(i) sum_j S_m(i, j) h_j, (I, D), with alpha (I, M) or (1, M), or equal shares if null. */
    private NDArray mixed(NDArray h, NDArray shares, Tape tape) {
        NDArray cut = tape.cut(h);
        NDArray sum = null;
        for (int m = 0; m < near.size(); m++) {
            NDArray own = tape.times(near.get(m), cut);
            NDArray part = shares == null
                    ? times(own, 1.0 / near.size())
                    : own.mul(shares.get(":, {}:{}", m, m + 1)); // (I, D) * (I, 1)
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    private NDArray gated(NDArray s) {
        return gate instanceof MetaFusion fusion && s != null ? fusion.fuse(x, s) : gate.fuse(x);
    }

    /** alpha, (I, M), or (1, M) for all items; null: equal shares. */
    private NDArray shares(NDArray s) {
        if (meta == Meta.NONE) {
            return null;
        }
        NDArray bias = weights.get("mix.bias");
        return s == null
                ? bias.reshape(1, -1).softmax(1)
                : product(s, weights.get("mix.weight")).add(bias).softmax(1);
    }
}
