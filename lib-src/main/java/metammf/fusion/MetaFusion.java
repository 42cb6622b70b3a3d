package metammf.fusion;

import static metammf.base.MetaMmfException.require;
import static metammf.engine.NativeArrays.scalar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Dynamic fusion, eq. (10) to (12): every item has its own small fusion network with one to N layers. */
public final class MetaFusion extends Weighted implements Fusion {
    private final boolean metaApart;
    private final MetaExtractor extractor;
    private final List<MetaLayer> layers = new ArrayList<>();

    /** Creates a fusion network with new random weights for concatenated features of width F. */
    public MetaFusion(NDManager owner, int inputWidth, FusionConfig config, RandomGenerator random) {
        super(inputWidth, config.widths().get(config.widths().size() - 1));
        this.metaApart = config.metaApart();
        int input = metaApart ? inputWidth / 2 : inputWidth;
        require(
                !metaApart || inputWidth == 2 * input,
                "meta information apart: expected two halves, received %d",
                inputWidth);
        this.extractor = add(
                "meta.",
                new MetaExtractor(
                        owner, input, config.metaHidden(), config.metaDim(), config.metaActivation(), random));
        for (int output : config.widths()) {
            MetaLayer layer = new MetaLayer(owner, config, input, output, random);
            layers.add(add("fusion." + (layers.size() + 1) + ".", layer));
            input = output;
        }
    }

    /**
     * {@return the paper's tower rule for the output widths of N layers, the last one D: the first hidden layer is the
     * widest, each following one half as wide, none narrower than the output} The widest is the largest power of two
     * that is at most two thirds of F, which gives the paper's 1024-512-256-32 for F = 2276.
     */
    public static int[] tower(int inputWidth, int depth, int width) {
        require(inputWidth > 0 && depth > 0 && width > 0, "tower: expected positive widths and depth");
        int[] widths = new int[depth];
        int next = Integer.highestOneBit(Math.max(1, inputWidth * 2 / 3));
        for (int n = 0; n + 1 < depth; n++) {
            widths[n] = Math.max(next, width);
            next /= 2;
        }
        widths[depth - 1] = width;
        return widths;
    }

    /** {@return eq. (12): e_i = W_i^N sigma(... sigma(W_i^1 x_i)) with LeakyReLU between layers, (I, D)} */
    @Override
    public NDArray fuse(NDArray x) {
        return fuse(metaApart ? columns(x, 0, inputWidth() / 2) : x, metaInformation(x));
    }

    /** {@return s, eq. (7), as the fusion reads it from its input, (I, S)} */
    private NDArray metaInformation(NDArray x) {
        return extractor.extract(metaApart ? columns(x, inputWidth() / 2, inputWidth()) : x);
    }

    private static NDArray columns(NDArray x, int from, int to) {
        return x.get(new NDIndex(":, {}:{}", from, to));
    }

    /** {@return eq. (12) with meta information s of any origin, (I, S): fused vectors, (I, D)} */
    public NDArray fuse(NDArray x, NDArray s) {
        NDArray h = layers.get(0).fuse(x, s);
        for (MetaLayer layer : layers.subList(1, layers.size())) {
            h = layer.fuse(Activation.leakyRelu(h, SLOPE), s);
        }
        return h;
    }

    /** {@return W_i^1 to W_i^N of n items to look at, eq. (11), an array (n, in, out) a layer, from x (n, F)} */
    public NDList matrices(NDArray x) {
        NDArray s = metaInformation(x);
        return new NDList(layers.stream().map(layer -> layer.matrices(s)).toList());
    }

    /**
     * {@return the distances between the fusion functions of all items and that of item i, from their features, (n, F):
     * the Frobenius norm of W_j - W_i over the matrices of all layers, (n)} No W_i is built.
     */
    public NDArray distances(NDArray x, int item) {
        NDArray s = metaInformation(x); // (n, S)
        NDArray apart = s.sub(s.get(new NDIndex("{}:{}", item, item + 1)));
        NDArray gram = layers.stream().map(MetaLayer::gram).reduce(NDArray::add).orElseThrow(); // (S, S)
        NDArray squares = apart.matMul(gram).mul(apart).sum(new int[] {1});
        return squares.maximum(scalar(squares, 0)).sqrt(); // rounding may fall below 0
    }

    /** {@return the meta information extractor, eq. (7)} */
    public MetaExtractor extractor() {
        return extractor;
    }

    /** {@return the N layers, the first layer first} */
    public List<MetaLayer> layers() {
        return List.copyOf(layers);
    }
}
