package metammf.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import metammf.data.Dataset;
import metammf.engine.Tape;
import metammf.fusion.MetaFusion;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Explains by knock-outs why an item is recommended to a user. The contribution of a part is the decrease of the score
 * if this part of the item is replaced by the mean of all items. If a modality is replaced, the item is fused again
 * with the resulting weights, and the changed item vector is propagated through the graph if there is one.
 *
 * @param pair the user and the item
 * @param score y_ui
 * @param collaborative contribution of e^c, the id embedding; 0 without one
 * @param multimodal contribution of e^m, all modalities at once; 0 without content
 * @param modalities contribution of each modality by its name; they need not add up to that of all
 * @param alike the items whose fusion functions are most alike, the nearest first; none if all items share one
 */
public record Explanation(
        String pair,
        double score,
        double collaborative,
        double multimodal,
        Map<String, Double> modalities,
        List<Alike> alike) {
    /**
     * An item with a similar fusion function.
     *
     * @param item its number
     * @param id its original id
     * @param distance that of {@link MetaFusion#distances}, divided by its mean over all items: 0 for the same function,
     *     1 for one that is as far away as any
     */
    public record Alike(int item, String id, double distance) {}

    /** Keeps unmodifiable copies. */
    public Explanation {
        modalities = Collections.unmodifiableMap(new LinkedHashMap<>(modalities));
        alike = List.copyOf(alike);
    }

    /**
     * {@return the explanation of a score of a model, trained or not, on its data set} The model does not change.
     *
     * @throws metammf.base.MetaMmfException if there is no such user or item, or the model is of other users, items or
     *     features
     */
    public static Explanation of(EncoderModel model, Dataset data, int user, int item) {
        String pair = data.ids().describeUser(user) + ", " + data.ids().describeItem(item);
        try (Tape tape = Tape.computing()) {
            Explainer parts = Explainer.of(model, data, user, item);
            return new Explanation(
                    pair, parts.score(), parts.collaborative(), parts.multimodal(), parts.modalities(), parts.alike());
        }
    }

    /**
     * {@return score - collaborative - multimodal, which neither part accounts for} This is the user's score for the
     * average item and, in a graph convolution, the item's place in the graph and what both parts do only together.
     */
    public double rest() {
        return score - collaborative - multimodal;
    }

    /** {@return the score, the three parts that add up to it, and the modalities: name to value, in order} */
    public Map<String, Double> parts() {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("score", score);
        parts.put("collaborative", collaborative);
        parts.put("multimodal", multimodal);
        parts.put("rest", rest());
        modalities.forEach((name, value) -> parts.put("modality " + name, value));
        return parts;
    }

    private Map<String, Double> rows() {
        Map<String, Double> rows = parts();
        alike.forEach(other -> rows.put("fusion distance of item " + other.id(), other.distance()));
        return rows;
    }

    /** {@return a table with one row for each part and one for each item with a similar fusion function} */
    public Table toTable() {
        Map<String, Double> rows = rows();
        return Table.create(
                pair,
                StringColumn.create("part", rows.keySet()),
                DoubleColumn.create("value", List.copyOf(rows.values())));
    }

    @Override
    public String toString() {
        int width = rows().keySet().stream().mapToInt(String::length).max().orElseThrow();
        StringBuilder text = new StringBuilder(pair).append('\n');
        rows().forEach((name, value) ->
                text.append(String.format(Locale.ROOT, "%-" + width + "s %8.4f\n", name, value)));
        return text.toString();
    }
}
