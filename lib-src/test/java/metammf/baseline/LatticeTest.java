package metammf.baseline;

import static metammf.baseline.Dense.plus;
import static metammf.baseline.Dense.scaled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import metammf.data.Dataset;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.Recommender;
import metammf.model.Recommender.Step;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatticeTest extends RecommenderContract {
    private static final int K = 4;

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Lattice(data, new Lattice.Config(64, 2, 10, 0.9, 1e-5, false, true), Compute.cpu(), seed);
    }

    @Override
    protected Set<String> movingBuffers() {
        return Set.of("graph.columns", "graph.values");
    }

    private static Lattice toy(boolean released) {
        return new Lattice(Toy.DATA, new Lattice.Config(64, 2, K, 0.4, 0.1, released, false), Compute.cpu(), 1);
    }

    private static double[][] itemGraph(Lattice model, boolean released) {
        double[] logits = Toy.matrix(model, "modality.logit")[0];
        double total = Arrays.stream(logits).map(Math::exp).sum();
        int items = Toy.DATA.items();
        double[][] learned = new double[items][items];
        double[][] frozen = new double[items][items];
        for (int m = 0; m < 2; m++) {
            double weight = Math.exp(logits[m]) / total;
            double[][] raw = Dense.symmetric(nearest(Toy.features(m), released));
            frozen = plus(frozen, scaled(raw, weight));
            double[][] own = nearest(Toy.projected(model, m), released);
            learned = plus(learned, scaled(released ? own : Dense.symmetric(own), weight));
        }
        return plus(scaled(frozen, 0.4), scaled(released ? Dense.symmetric(learned) : learned, 0.6));
    }

    /** Cosines to the nearest; negative ones count in the public code only. */
    private static double[][] nearest(double[][] x, boolean released) {
        double[][] nearest = Dense.nearest(x, K);
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = Dense.map(nearest[i], cosine -> released ? cosine : Math.max(0, cosine));
        }
        return nearest;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsVectorsAreThoseOfDenseArithmetic(boolean released) {
        try (Lattice model = toy(released)) {
            double[][] item = Toy.matrix(model, "item.id");
            double[][] a = released ? Dense.mean(Toy.adjacency(true)) : Dense.symmetric(Toy.adjacency(false));
            double[][] e = Toy.twoLayers(a, Dense.above(Toy.matrix(model, "user"), item));
            double[][] h = Dense.times(itemGraph(model, released), item);
            double[][] none = new double[Toy.USERS][item[0].length];
            Toy.assertVectors(plus(e, Dense.above(none, Dense.unitRows(h))), model);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEpochsFirstStepLearnsTheGraph(boolean released) {
        try (Lattice model = toy(released)) {
            Toy.assertGradients(model);
            assertNotEquals(0, reaching(model, Toy.STEP, "projection.acoustic.weight"));
            assertNotEquals(0, reaching(model, Toy.STEP, "modality.logit"));
        }
    }

    @Test
    void itsOtherStepsUseTheGraphAndDoNotLearnIt() {
        try (Lattice model = toy(false)) {
            double first = Toy.loss(model);
            Step second = new Step(1, 1, 1);
            assertEquals(first, Toy.loss(model, second), 1e-5);
            assertEquals(0, reaching(model, second, "projection.acoustic.weight"));
            assertEquals(0, reaching(model, second, "modality.logit"));
            NDArray weight = model.parameters().get("projection.acoustic.weight");
            NativeArrays.assign(weight, new float[(int) weight.size()]);
            assertEquals(first, Toy.loss(model, new Step(1, 1, 2)), 1e-5); // not by present parameters
        }
    }

    /** The gradient's absolute values, added up. */
    private static float reaching(Lattice model, Step step, String name) {
        NDArray parameter = model.parameters().get(name);
        parameter.setRequiresGradient(true);
        try (Tape tape = Tape.recording()) {
            NDArray loss = model.loss(Toy.BATCH, step, tape);
            return tape.gradients(loss, List.of(parameter)).get(0).abs().sum().getFloat();
        } finally {
            parameter.setRequiresGradient(false);
        }
    }

    @Test
    void aGraphIsNormalisedByTheSumsOfRowsThoughItIsNotSymmetric() {
        try (NDManager manager = Compute.cpu().newManager();
                Tape tape = Tape.computing()) {
            SparseMatrix.Pattern pattern =
                    new SparseMatrix.Pattern(manager, new int[] {0, 2, 3}, new int[] {0, 1, 1}, 2);
            NDArray values = NativeArrays.of(manager, new float[] {1, 3, 4}, 3);
            NDArray found = NearestItems.symmetric(pattern, values, NativeArrays.of(manager, new float[] {4, 4}, 2));
            assertArrayEquals(new float[] {0.25f, 0.75f, 1}, found.toFloatArray(), 1e-6f);
        }
    }
}
