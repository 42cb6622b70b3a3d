package metammf.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Diagrams of the model: SVG pictures that fit light and dark pages and say in words what they show. Inputs and results
 * are grey, weights that all items share are blue, values that are computed for one item are orange, and trained vectors
 * of users and items are green.
 */
public enum Diagram {
    /** Static fusion and dynamic fusion side by side, after the paper's Fig. 1. */
    FUSION("Left, static fusion: the features of item i and of item j go through the same weights W, which give e_i"
            + " and e_j. Right, dynamic fusion: a function G, which all items share, reads the features of"
            + " item i and generates W_i, which fuses these features into e_i; for item j it generates W_j."),
    /** The whole model, after the paper's Fig. 2. */
    MODEL("MetaMMF: the features x_i of item i go through the meta information extractor, an MLP, which gives"
            + " s_i. The tensor T times s_i plus the static weights W is W_i, which fuses x_i into e_i^m."
            + " Joined with the id embedding e_i^c it is the vector of the item. A recommender, MF or graph"
            + " convolution, computes the score of the user's and the item's vector, which BPR trains."),
    /** The weights of one item as a sum of matrices, eq. (8) and (9). */
    TENSOR("The matrix W_i of an item is the sum of the static matrix W and of the S matrices T_1 to T_S of the"
            + " tensor, each multiplied by one component of the meta information s_i."),
    /** The decomposition of the tensor, after the paper's Fig. 3, and the layer that never builds it. */
    DECOMPOSITION(
            "Above: the tensor T is the sum of R outer products of three vectors a_r, b_r and c_r, of lengths Q, P and S."
                    + " Below, the layer: h_i times a has R numbers, each is multiplied by one of the R numbers s_i times"
                    + " c, and the result times b has P numbers."),
    /** One layer of the graph convolution, eq. (18), for one of six nodes. */
    CONVOLUTION("Left, a graph of the users 0, 1, 2 and the items 3, 4, 5; user 0 watched the items 3 and 4. Right,"
            + " one layer: the vector of user 0 times W_1, plus the mean of the vectors of items 3 and 4"
            + " times W_2, through the activation, is the next vector of user 0."),
    /** The two views of {@link metammf.baseline.MultiView}, a head beyond the paper. */
    MULTI_VIEW("Three rows. Id view: the embeddings E_0 go through LightGCN, which gives c. Items' view: the vectors"
            + " v_i, gated by the fused features, give h_i, which goes over the items' graphs S_m; the"
            + " meta information s_i decides by a softmax how much each graph counts for item i. Users'"
            + " view: the vectors Q go three times over the users' graph P. The sum of the id view and of"
            + " the second view is the final vector; InfoNCE brings both views of a node together.");

    private static final Pattern SIZE = Pattern.compile("width='(\\d+)' height='(\\d+)'");

    private final String words;

    Diagram(String words) {
        this.words = words;
    }

    /** {@return the diagram as an SVG document} */
    public String svg() {
        try (InputStream stream = Diagram.class.getResourceAsStream(file())) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the picture in the jar, for example {@code multi-view.svg}. */
    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
    }

    /** {@return the width in pixels} */
    public int width() {
        return size(1);
    }

    /** {@return the height in pixels} */
    public int height() {
        return size(2);
    }

    private int size(int group) {
        Matcher size = SIZE.matcher(svg());
        size.find();
        return Integer.parseInt(size.group(group));
    }

    /** {@return what the diagram shows, in words} */
    @Override
    public String toString() {
        return words;
    }
}
