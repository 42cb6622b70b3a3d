package metammf.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import metammf.base.MetaMmfException;
import metammf.base.Seeds;
import metammf.baseline.Gat.Config;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.model.BipartiteGraph;
import metammf.model.Embeddings;
import metammf.model.Recommender;
import metammf.model.RecommenderContract;
import org.junit.jupiter.api.Test;

class GatTest extends RecommenderContract {
    private static final Config SMALL = new Config(2, 64, 2, 0.1, true);

    @Override
    protected Recommender model(Dataset data, long seed) {
        return new Gat(data, SMALL, Compute.cpu(), seed);
    }

    @Test
    void onAStarANodeAttendsToItsNeighboursAndItself() {
        Interactions star = Interactions.of(1, 3, new int[] {0, 0, 0}, new int[] {0, 1, 2});
        try (NDManager manager = Compute.cpu().newManager();
                Tape tape = Tape.computing()) {
            SparseMatrix.Pattern edges = BipartiteGraph.of(star).withSelfLoops().pattern(manager);
            assertArrayEquals(
                    new int[] {0, 0, 0, 0, 1, 1, 2, 2, 3, 3}, edges.rows().toIntArray());
            assertArrayEquals(
                    new int[] {0, 1, 2, 3, 0, 1, 0, 2, 0, 3}, edges.columns().toIntArray());
            NDArray z = NativeArrays.uniform(manager, 1, Seeds.stream(1, "z"), 4, 5);
            NDArray a = NativeArrays.uniform(manager, 1, Seeds.stream(2, "a"), 5);
            NDArray shares = Gat.attention(z, a, a.neg(), edges, tape);
            NDArray sums = edges.times(tape, shares, manager.ones(new ai.djl.ndarray.types.Shape(4, 1)));
            assertArrayEquals(new float[] {1, 1, 1, 1}, sums.toFloatArray(), 1e-6f);
            assertTrue(shares.min().getFloat() > 0);
        }
    }

    /** One layer of two heads, edge by edge. */
    @Test
    void aLayerIsThatOfALoopOverTheEdges() {
        Dataset data = Toy.DATA;
        try (Gat model = new Gat(data, new Config(1, 4, 2, 0.1, false), Compute.cpu(), 1)) {
            double[][] h = Toy.ids(model);
            double[][] z = Dense.times(h, Toy.matrix(model, "gat.1.weight"));
            double[][] source = Toy.matrix(model, "gat.1.source");
            double[][] target = Toy.matrix(model, "gat.1.target");
            double[][] expected = new double[h.length][4];
            for (int head = 0; head < 2; head++) {
                for (int i = 0; i < h.length; i++) {
                    double sum = 0;
                    for (int j = 0; j < h.length; j++) {
                        if (i == j || Toy.joined(i, j)) {
                            double score = 0;
                            for (int c = 0; c < 2; c++) {
                                score += target[head][c] * z[i][2 * head + c] + source[head][c] * z[j][2 * head + c];
                            }
                            double share = Math.exp(score > 0 ? score : 0.2 * score);
                            sum += share;
                            expected[i][2 * head] += share * z[j][2 * head];
                            expected[i][2 * head + 1] += share * z[j][2 * head + 1];
                        }
                    }
                    expected[i][2 * head] /= sum;
                    expected[i][2 * head + 1] /= sum;
                }
            }
            Toy.assertVectors(expected, model);
        }
    }

    @Test
    void gradientsAreFiniteDifferences() {
        try (Gat model = new Gat(Toy.DATA, new Config(2, 4, 2, 0, true), Compute.cpu(), 1)) {
            Toy.assertGradients(model);
        }
    }

    @Test
    void contentIsAddedToTheItemsEmbeddings() {
        try (Gat model = new Gat(Toy.DATA, SMALL, Compute.cpu(), 1);
                Gat ids = new Gat(Toy.DATA, Config.paper(), Compute.cpu(), 1)) {
            assertTrue(model.parameters().containsKey("content.weight"));
            Embeddings before = model.embeddings();
            NDArray weight = model.parameters().get("content.weight");
            NativeArrays.assign(weight, new float[Math.toIntExact(weight.size())]);
            assertNotEquals(before, model.embeddings());
            assertFalse(ids.parameters().containsKey("content.weight"));
        }
    }

    @Test
    void headsThatDoNotShareTheWidthAreRefused() {
        assertThrows(MetaMmfException.class, () -> SMALL.withHeads(3));
    }
}
