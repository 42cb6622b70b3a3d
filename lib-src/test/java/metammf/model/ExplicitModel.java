package metammf.model;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.Interactions;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;

/**
 * The oracle: the whole model as the paper writes it, in double precision, with an explicit weight matrix W_i for every
 * item and loops instead of products. Slow and plain on purpose.
 */
final class ExplicitModel {
    /** The parameters, row by row, under their names. */
    final Map<String, double[]> parameters = new LinkedHashMap<>();

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final FusionConfig fusion;
    private final GcnConfig gcn; // null: matrix factorisation
    private final Interactions train;
    private final float[] features;

    ExplicitModel(Recommender model, FusionConfig fusion, GcnConfig gcn, Interactions train, float[] features) {
        this.fusion = fusion;
        this.gcn = gcn;
        this.train = train;
        this.features = features;
        for (Map.Entry<String, NDArray> entry : model.parameters().entrySet()) {
            float[] values = entry.getValue().toFloatArray();
            double[] copy = new double[values.length];
            for (int n = 0; n < copy.length; n++) {
                copy[n] = values[n];
            }
            parameters.put(entry.getKey(), copy);
            shapes.put(entry.getKey(), entry.getValue().getShape().getShape());
        }
    }

    private double at(String name, int... index) {
        long[] shape = shapes.get(name);
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            position = (int) (position * shape[axis] + index[axis]);
        }
        return parameters.get(name)[position];
    }

    private int size(String name, int axis) {
        return (int) shapes.get(name)[axis];
    }

    /** Eq. (7). */
    double[] meta(int item) {
        int f = size("meta.hidden.weight", 0);
        double[] hidden = new double[size("meta.hidden.weight", 1)];
        for (int h = 0; h < hidden.length; h++) {
            hidden[h] = at("meta.hidden.bias", h);
            for (int n = 0; n < f; n++) {
                hidden[h] += features[item * f + n] * at("meta.hidden.weight", n, h);
            }
            hidden[h] = Math.max(0, hidden[h]);
        }
        double[] s = new double[size("meta.output.weight", 1)];
        for (int k = 0; k < s.length; k++) {
            s[k] = at("meta.output.bias", k);
            for (int h = 0; h < hidden.length; h++) {
                s[k] += hidden[h] * at("meta.output.weight", h, k);
            }
            s[k] = fusion.metaActivation() ? Math.max(0, s[k]) : s[k];
        }
        return s;
    }

    /** Eq. (9) with eq. (8) or (14): W_i of one layer, (Q, P). */
    double[][] weights(int layer, double[] s) {
        String prefix = "fusion." + layer + ".";
        boolean full = fusion.form() == Form.FULL;
        int q = full ? size(prefix + "tensor", 1) : size(prefix + "a", 0);
        int p = full ? size(prefix + "tensor", 2) : size(prefix + "b", 1);
        double[][] w = new double[q][p];
        for (int row = 0; row < q; row++) {
            for (int column = 0; column < p; column++) {
                w[row][column] = fusion.staticWeights() ? at(prefix + "static", row, column) : 0;
                for (int k = 0; k < s.length; k++) {
                    w[row][column] += s[k] * tensor(prefix, k, row, column);
                }
            }
        }
        return w;
    }

    private double tensor(String prefix, int k, int row, int column) {
        if (fusion.form() == Form.FULL) {
            return at(prefix + "tensor", k, row, column);
        }
        double sum = 0;
        double product = 0;
        double gate = 0;
        for (int r = 0; r < fusion.rank(); r++) {
            double ab = at(prefix + "a", row, r) * at(prefix + "b", r, column);
            sum += ab * at(prefix + "c", k, r);
            product += ab;
            gate += at(prefix + "c", k, r);
        }
        return fusion.form() == Form.CP ? sum : product * gate;
    }

    /** Eq. (12) and (2). */
    double[] item(int item) {
        double[] s = meta(item);
        int f = size("meta.hidden.weight", 0);
        double[] h = new double[f];
        for (int n = 0; n < f; n++) {
            h[n] = features[item * f + n];
        }
        int depth = fusion.widths().size();
        for (int layer = 1; layer <= depth; layer++) {
            h = times(h, weights(layer, s));
            if (layer < depth) {
                leaky(h);
            }
        }
        double[] e = new double[h.length + fusion.idDim()];
        System.arraycopy(h, 0, e, 0, h.length);
        for (int n = 0; n < fusion.idDim(); n++) {
            e[h.length + n] = at("item.id", item, n);
        }
        return e;
    }

    private static double[] times(double[] row, double[][] matrix) {
        double[] product = new double[matrix[0].length];
        for (int n = 0; n < row.length; n++) {
            for (int m = 0; m < product.length; m++) {
                product[m] += row[n] * matrix[n][m];
            }
        }
        return product;
    }

    private static void leaky(double[] values) {
        for (int n = 0; n < values.length; n++) {
            values[n] = values[n] < 0 ? 0.01 * values[n] : values[n];
        }
    }

    /** All nodes' final vectors, users first: eq. (16), or eq. (17) and (18). */
    double[][] nodes() {
        double[][] e = new double[train.users() + train.items()][];
        int d = size("user", 1);
        for (int u = 0; u < train.users(); u++) {
            e[u] = new double[d];
            for (int n = 0; n < d; n++) {
                e[u][n] = at("user", u, n);
            }
        }
        for (int i = 0; i < train.items(); i++) {
            e[train.users() + i] = item(i);
        }
        for (int layer = 1; gcn != null && layer <= gcn.layers(); layer++) {
            e = convolve(e, layer);
        }
        return e;
    }

    private double[][] convolve(double[][] e, int layer) {
        double[][] next = new double[e.length][];
        for (int node = 0; node < e.length; node++) {
            double[] mean = new double[e[0].length];
            int degree = 0;
            for (int u = 0; u < train.users(); u++) {
                for (int item : train.itemsOf(u)) {
                    int other = u == node ? train.users() + item : train.users() + item == node ? u : -1;
                    if (other >= 0) {
                        degree++;
                        for (int n = 0; n < mean.length; n++) {
                            mean[n] += e[other][n];
                        }
                    }
                }
            }
            double[] out = new double[mean.length];
            for (int m = 0; m < out.length; m++) {
                out[m] = gcn.bias() ? at("gcn." + layer + ".bias", m) : 0;
                for (int n = 0; n < mean.length; n++) {
                    out[m] += e[node][n] * at("gcn." + layer + ".self", n, m);
                    out[m] += degree == 0 ? 0 : mean[n] / degree * at("gcn." + layer + ".neighbour", n, m);
                }
            }
            if (layer < gcn.layers() || gcn.lastActivation()) {
                leaky(out);
            }
            next[node] = out;
        }
        return next;
    }

    /** Eq. (19) as the mean over the batch. */
    double loss(Triples batch) {
        double[][] e = nodes();
        double sum = 0;
        for (int n = 0; n < batch.size(); n++) {
            double[] u = e[batch.users()[n]];
            double[] i = e[train.users() + batch.positives()[n]];
            double[] j = e[train.users() + batch.negatives()[n]];
            double difference = 0;
            for (int m = 0; m < u.length; m++) {
                difference += u[m] * (i[m] - j[m]);
            }
            sum += Math.log1p(Math.exp(-difference));
        }
        return sum / batch.size();
    }

    /** The gradient of the loss by central differences. */
    double[] gradient(String name, Triples batch) {
        double[] values = parameters.get(name);
        double[] gradient = new double[values.length];
        double step = 1e-5;
        for (int n = 0; n < values.length; n++) {
            double value = values[n];
            values[n] = value + step;
            double above = loss(batch);
            values[n] = value - step;
            double below = loss(batch);
            values[n] = value;
            gradient[n] = (above - below) / (2 * step);
        }
        return gradient;
    }
}
