package metammf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import metammf.data.Interactions;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.SparseMatrix.Csr;

/**
 * The graph of users and items, joined by the training interactions: nodes 0 .. U-1 are the users, U .. U+I-1 the
 * items.
 */
public final class BipartiteGraph {
    private final int users;
    private final int[] offsets; // (N + 1)
    private final int[] neighbours; // (2 pairs)

    private BipartiteGraph(int users, int[] offsets, int[] neighbours) {
        this.users = users;
        this.offsets = offsets;
        this.neighbours = neighbours;
    }

    /**
     * The graph of training interactions.
     *
     * @param train which user has interacted with which item
     * @return the graph
     */
    public static BipartiteGraph of(Interactions train) {
        int users = train.users();
        int[] offsets = new int[users + train.items() + 1];
        for (int u = 0; u < users; u++) {
            offsets[u + 1] = train.first(u + 1);
        }
        int[] degrees = train.itemDegrees();
        for (int i = 0; i < degrees.length; i++) {
            offsets[users + i + 1] = offsets[users + i] + degrees[i];
        }
        return new BipartiteGraph(users, offsets, neighbours(train, offsets));
    }

    private static int[] neighbours(Interactions train, int[] offsets) {
        int users = train.users();
        int[] neighbours = new int[2 * train.size()];
        int[] next = offsets.clone(); // where the next neighbour of a node goes
        for (int u = 0; u < users; u++) {
            for (int pair = train.first(u); pair < train.first(u + 1); pair++) {
                int item = users + train.item(pair);
                neighbours[next[u]++] = item;
                neighbours[next[item]++] = u; // users come in ascending order
            }
        }
        return neighbours;
    }

    /**
     * Number of nodes.
     *
     * @return N = U + I
     */
    public int nodes() {
        return offsets.length - 1;
    }

    /**
     * Number of users.
     *
     * @return U
     */
    public int users() {
        return users;
    }

    /**
     * Number of neighbours of a node.
     *
     * @param node a node
     * @return its degree
     */
    public int degree(int node) {
        return offsets[node + 1] - offsets[node];
    }

    /**
     * The mean over the neighbours, eq. (18): P = D^-1 A, where a node without neighbours gets zero.
     *
     * @param owner the manager that owns the matrix
     * @return (N, N)
     */
    public SparseMatrix mean(NDManager owner) {
        float[] values = new float[neighbours.length];
        float[] transposed = new float[neighbours.length];
        for (int node = 0; node < nodes(); node++) {
            for (int edge = offsets[node]; edge < offsets[node + 1]; edge++) {
                values[edge] = 1f / degree(node);
                transposed[edge] = 1f / degree(neighbours[edge]);
            }
        }
        Csr mean = Csr.of(owner, offsets, neighbours, values);
        NDArray entries = NativeArrays.of(owner, transposed, transposed.length); // in the same places: A is symmetric
        return new SparseMatrix(mean, new Csr(mean.offsets(), mean.columns(), entries));
    }

    /**
     * Some nodes, and beside them the mean over their neighbours: the rows of the identity on top of those of P. For a
     * last convolution that few nodes are asked of.
     *
     * @param owner the manager that owns the matrix until the tape that is open closes
     * @param nodes the nodes, n of them
     * @return (2n, N)
     */
    SparseMatrix selfAndMean(NDManager owner, int[] nodes) {
        int n = nodes.length;
        int[] rows = new int[2 * n + 1];
        for (int r = 0; r < 2 * n; r++) {
            rows[r + 1] = rows[r] + (r < n ? 1 : degree(nodes[r - n]));
        }
        int[] columns = new int[rows[2 * n]];
        float[] values = new float[columns.length];
        System.arraycopy(nodes, 0, columns, 0, n);
        Arrays.fill(values, 0, n, 1);
        for (int r = n; r < 2 * n; r++) {
            System.arraycopy(neighbours, offsets[nodes[r - n]], columns, rows[r], rows[r + 1] - rows[r]);
            Arrays.fill(values, rows[r], rows[r + 1], 1f / degree(nodes[r - n]));
        }
        return SparseMatrix.forOneStep(owner, nodes(), rows, columns, values);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "BipartiteGraph(%,d users, %,d items, %,d edges)",
                users,
                nodes() - users,
                neighbours.length / 2);
    }
}
