package metammf.model;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import metammf.data.Interactions;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer.Form;
import metammf.model.Recommender.Triples;

/**
 * The oracle: the whole model as the paper writes it, in double precision, with an explicit weight matrix W_i for every
 * item and loops instead of products. Slow and plain on purpose.
 */
final class ExplicitModel {
    /** The parameters under their names. */
    final Map<String, Parameter> parameters = new LinkedHashMap<>();

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
            parameters.put(
                    entry.getKey(), new Parameter(entry.getValue().getShape().getShape(), copy));
        }
    }

    /**
     * An array of weights, looked up by its name once and not for each of its numbers: the differences need the loss
     * thousands of times.
     *
     * @param shape the lengths of its axes
     * @param values its numbers, row by row
     */
    record Parameter(long[] shape, double[] values) {
        int size(int axis) {
            return (int) shape[axis];
        }

        double at(int index) {
            return values[index];
        }

        double at(int row, int column) {
            return values[row * size(1) + column];
        }

        double at(int slice, int row, int column) {
            return values[(slice * size(1) + row) * size(2) + column];
        }
    }

    private Parameter parameter(String name) {
        return parameters.get(name);
    }

    /** Eq. (7). */
    double[] meta(int item) {
        Parameter first = parameter("meta.hidden.weight");
        Parameter firstBias = parameter("meta.hidden.bias");
        int f = first.size(0);
        double[] hidden = new double[first.size(1)];
        for (int h = 0; h < hidden.length; h++) {
            hidden[h] = firstBias.at(h);
            for (int n = 0; n < f; n++) {
                hidden[h] += features[item * f + n] * first.at(n, h);
            }
            hidden[h] = Math.max(0, hidden[h]);
        }
        Parameter second = parameter("meta.output.weight");
        Parameter secondBias = parameter("meta.output.bias");
        double[] s = new double[second.size(1)];
        for (int k = 0; k < s.length; k++) {
            s[k] = secondBias.at(k);
            for (int h = 0; h < hidden.length; h++) {
                s[k] += hidden[h] * second.at(h, k);
            }
            s[k] = fusion.metaActivation() ? Math.max(0, s[k]) : s[k];
        }
        return s;
    }

    /** Eq. (9) with eq. (8) or (14): W_i of one layer, (Q, P). */
    double[][] weights(int layer, double[] s) {
        String prefix = "fusion." + layer + ".";
        Parameter tensor = parameter(prefix + "tensor"); // or its factors
        Parameter a = parameter(prefix + "a");
        Parameter b = parameter(prefix + "b");
        Parameter c = parameter(prefix + "c");
        Parameter shared = parameter(prefix + "static");
        boolean full = fusion.form() == Form.FULL;
        int q = full ? tensor.size(1) : a.size(0);
        int p = full ? tensor.size(2) : b.size(1);
        double[][] w = new double[q][p];
        for (int row = 0; row < q; row++) {
            for (int column = 0; column < p; column++) {
                w[row][column] = fusion.staticWeights() ? shared.at(row, column) : 0;
                for (int k = 0; k < s.length; k++) {
                    w[row][column] += s[k] * (full ? tensor.at(k, row, column) : product(a, b, c, k, row, column));
                }
            }
        }
        return w;
    }

    private double product(Parameter a, Parameter b, Parameter c, int k, int row, int column) {
        double sum = 0;
        double product = 0;
        double gate = 0;
        for (int r = 0; r < fusion.rank(); r++) {
            double ab = a.at(row, r) * b.at(r, column);
            sum += ab * c.at(k, r);
            product += ab;
            gate += c.at(k, r);
        }
        return fusion.form() == Form.CP ? sum : product * gate;
    }

    /** Eq. (12) and (2). */
    double[] item(int item) {
        double[] s = meta(item);
        int f = parameter("meta.hidden.weight").size(0);
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
            e[h.length + n] = parameter("item.id").at(item, n);
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
        Parameter user = parameter("user");
        for (int u = 0; u < train.users(); u++) {
            e[u] = new double[user.size(1)];
            for (int n = 0; n < e[u].length; n++) {
                e[u][n] = user.at(u, n);
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
        Parameter bias = parameter("gcn." + layer + ".bias");
        Parameter self = parameter("gcn." + layer + ".self");
        Parameter neighbour = parameter("gcn." + layer + ".neighbour");
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
                out[m] = gcn.bias() ? bias.at(m) : 0;
                for (int n = 0; n < mean.length; n++) {
                    out[m] += e[node][n] * self.at(n, m);
                    out[m] += degree == 0 ? 0 : mean[n] / degree * neighbour.at(n, m);
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
        double[] values = parameter(name).values();
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
