package metammf.model.baseline;

import java.util.Arrays;
import metammf.data.ItemFeatures;
import metammf.data.Modality;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Triples;

/** What models of content need beside {@link Toy}: similar items and losses, in double precision. */
final class ToyContent {
    static final Triples BATCH = new Triples(new int[] {0, 5, 3, 0}, new int[] {2, 7, 2, 5}, new int[] {1, 0, 7, 3});

    private ToyContent() {}

    /** D^-1/2 A D^-1/2; a row of zeros stays. */
    static double[][] symmetric(double[][] a) {
        double[][] s = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                s[i][j] = a[i][j] == 0 ? 0 : a[i][j] / Math.sqrt(Toy.sum(a[i]) * Toy.sum(a[j]));
            }
        }
        return s;
    }

    /** The mean of E_0 .. E_2. */
    static double[][] twoLayers(double[][] a, double[][] e) {
        double[][] first = Toy.product(a, e);
        return scaled(plus(plus(e, first), Toy.product(a, first)), 1.0 / 3);
    }

    /** The sum; a single row is added to all. */
    static double[][] plus(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                c[i][j] = a[i][j] + b[b.length == 1 ? 0 : i][j];
            }
        }
        return c;
    }

    static double[][] scaled(double[][] a, double factor) {
        return Arrays.stream(a).map(row -> Toy.map(row, x -> factor * x)).toArray(double[][]::new);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            sum += a[n] * b[n];
        }
        return sum;
    }

    static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    /** The features of a modality of the toy set, (I, d). */
    static double[][] features(int modality) {
        return rows(Toy.DATA.features().modalities().get(modality));
    }

    private static double[][] rows(Modality x) {
        double[][] rows = new double[x.items()][x.width()];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < rows[i].length; d++) {
                rows[i][d] = x.value(i, d);
            }
        }
        return rows;
    }

    static String name(int modality) {
        return Toy.DATA.features().modalities().get(modality).name();
    }

    /** X_m W_m + b_m of a model without or with b_m, (I, D). */
    static double[][] projected(Recommender model, int modality) {
        String name = "projection." + name(modality);
        double[][] y = Toy.product(features(modality), Toy.matrix(model, name + ".weight"));
        return model.parameters().containsKey(name + ".bias") ? plus(y, Toy.matrix(model, name + ".bias")) : y;
    }

    /** Of every row the cosines to its k nearest, itself among them; 0 for the others. */
    static double[][] nearest(double[][] x, int k) {
        double[][] cosines = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] own = x[i];
            double[] row = Arrays.stream(x)
                    .mapToDouble(other -> dot(own, other) / Math.sqrt(dot(own, own) * dot(other, other)))
                    .toArray();
            double[] sorted = row.clone();
            Arrays.sort(sorted);
            cosines[i] = Toy.map(row, cosine -> cosine >= sorted[row.length - k] ? cosine : 0);
        }
        return cosines;
    }

    /** The loss as in a training step. */
    static double loss(Recommender model) {
        try (Tape tape = Tape.recording()) {
            return model.loss(BATCH, tape).getFloat();
        }
    }

    static ItemFeatures none() {
        return ItemFeatures.none(Toy.DATA.items());
    }
}
