package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import java.util.Collection;
import java.util.SplittableRandom;
import metammf.base.Seeds;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.Modality;
import metammf.data.PlantedVideos;
import metammf.engine.NativeArrays;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.Recommender.Triples;

/** A set small enough for loops, dense matrices in double precision, and gradients by differences. */
final class Toy {
    static final Dataset DATA =
            PlantedVideos.of(new PlantedVideos.Sizes(6, 8, 3, 0), 1).dataset();
    static final Interactions TRAIN = DATA.split().train();
    static final int USERS = DATA.users();
    static final int ITEMS = DATA.items();
    static final int NODES = USERS + ITEMS;

    static final Step STEP = Step.first(1);
    static final Triples BATCH = new Triples(new int[] {0, 5, 3, 0}, new int[] {2, 7, 2, 5}, new int[] {1, 0, 7, 3});

    private Toy() {}

    /** A, with I added if asked for, (N, N). */
    static double[][] adjacency(boolean selfLoops) {
        double[][] a = new double[NODES][NODES];
        for (int n = 0; n < NODES; n++) {
            for (int m = 0; m < NODES; m++) {
                a[n][m] = joined(n, m) || selfLoops && n == m ? 1 : 0;
            }
        }
        return a;
    }

    /** Whether two nodes, users first, are joined by an interaction. */
    static boolean joined(int one, int other) {
        int user = Math.min(one, other);
        int item = Math.max(one, other) - USERS;
        return user < USERS && item >= 0 && TRAIN.contains(user, item);
    }

    /** A parameter or buffer, row by row; a vector becomes one row. */
    static double[][] matrix(Recommender model, String name) {
        NDArray parameter = model.parameters().get(name);
        NDArray array = parameter == null ? model.buffers().get(name) : parameter;
        long[] shape = array.getShape().getShape();
        return Dense.matrix(array.toFloatArray(), Math.toIntExact(shape[shape.length - 1]));
    }

    /** The embeddings of all nodes. */
    static double[][] ids(Recommender model) {
        return Dense.above(matrix(model, "user"), matrix(model, "item.id"));
    }

    /** The features of a modality, (I, d). */
    static double[][] features(int modality) {
        Modality x = DATA.features().modalities().get(modality);
        return Dense.matrix(x.values(), x.width());
    }

    /** X_m W_m + b_m of a model without or with b_m, (I, D). */
    static double[][] projected(Recommender model, int modality) {
        String name = "projection." + DATA.features().modalities().get(modality).name();
        double[][] y = Dense.times(features(modality), matrix(model, name + ".weight"));
        return model.parameters().containsKey(name + ".bias") ? Dense.plus(y, matrix(model, name + ".bias")) : y;
    }

    /** The mean of E_0 .. E_2. */
    static double[][] twoLayers(double[][] a, double[][] e) {
        double[][] first = Dense.times(a, e);
        return Dense.scaled(Dense.plus(Dense.plus(e, first), Dense.times(a, first)), 1.0 / 3);
    }

    /** The loss as in a training step. */
    static double loss(Recommender model) {
        return loss(model, STEP);
    }

    static double loss(Recommender model, Step step) {
        try (Tape tape = Tape.recording()) {
            return model.loss(BATCH, step, tape).getFloat();
        }
    }

    /** The model's vectors are the given ones, users first. */
    static void assertVectors(double[][] expected, Recommender model) {
        var vectors = model.embeddings();
        assertEquals(expected[0].length, vectors.width());
        for (int n = 0; n < NODES; n++) {
            float[] actual = n < USERS ? vectors.user(n) : vectors.item(n - USERS);
            for (int d = 0; d < actual.length; d++) {
                assertEquals(expected[n][d], actual[d], 1e-5, "node " + n + ", column " + d);
            }
        }
    }

    /** Along a random direction the loss changes as the gradients say, for each parameter. */
    static void assertGradients(Recommender model) {
        assertGradients(model, STEP);
    }

    static void assertGradients(Recommender model, Step at) {
        Collection<NDArray> parameters = model.parameters().values();
        parameters.forEach(p -> p.setRequiresGradient(true));
        float[][] gradients;
        try (Tape tape = Tape.recording()) {
            gradients = tape.gradients(model.loss(BATCH, at, tape), parameters).stream()
                    .map(NDArray::toFloatArray)
                    .toArray(float[][]::new);
        }
        parameters.forEach(p -> p.setRequiresGradient(false));
        int n = 0;
        for (String name : model.parameters().keySet()) {
            float[] direction = direction(gradients[n].length);
            double expected = slope(model, at, model.parameters().get(name), direction);
            double actual = 0;
            for (int k = 0; k < direction.length; k++) {
                actual += gradients[n][k] * direction[k];
            }
            assertEquals(expected, actual, 1e-2 * Math.abs(expected) + 2e-4, name);
            n++;
        }
    }

    private static float[] direction(int size) {
        SplittableRandom random = Seeds.stream(1, "direction");
        float[] direction = new float[size];
        for (int k = 0; k < size; k++) {
            direction[k] = (float) (2 * random.nextDouble() - 1);
        }
        return direction;
    }

    private static double slope(Recommender model, Step at, NDArray parameter, float[] direction) {
        float step = 2e-3f; // short of the kinks of LeakyReLU
        float[] here = parameter.toFloatArray();
        double ahead = lossAt(model, at, parameter, here, direction, step);
        double behind = lossAt(model, at, parameter, here, direction, -step);
        NativeArrays.assign(parameter, here);
        return (ahead - behind) / (2 * step);
    }

    private static double lossAt(
            Recommender model, Step at, NDArray parameter, float[] here, float[] direction, float step) {
        float[] there = here.clone();
        for (int k = 0; k < there.length; k++) {
            there[k] += step * direction[k];
        }
        NativeArrays.assign(parameter, there);
        try (Tape tape = Tape.computing()) {
            return model.loss(BATCH, at, tape).getFloat();
        }
    }
}
