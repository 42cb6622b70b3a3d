package metammf.model;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import metammf.data.Interactions;
import metammf.engine.SparseMatrix;

/** The graph of training interactions: nodes 0 .. U-1 are the users, U .. U+I-1 the items. */
public final class BipartiteGraph {
    private final int users;
    private final int[] offsets; // (N + 1)
    private final int[] neighbours; // (2 pairs)

    private BipartiteGraph(int users, int[] offsets, int[] neighbours) {
        this.users = users;
        this.offsets = offsets;
        this.neighbours = neighbours;
    }

    /** {@return the graph of training interactions} */
    public static BipartiteGraph of(Interactions train) {
        Interactions byItem = train.byItem();
        int users = train.users();
        int pairs = train.size();
        int[] offsets = new int[users + train.items() + 1];
        for (int node = 0; node < offsets.length; node++) {
            offsets[node] = node < users ? train.first(node) : pairs + byItem.first(node - users);
        }
        int[] neighbours = new int[2 * pairs];
        for (int pair = 0; pair < pairs; pair++) {
            neighbours[pair] = users + train.item(pair);
            neighbours[pairs + pair] = byItem.item(pair);
        }
        return new BipartiteGraph(users, offsets, neighbours);
    }

    /** {@return A + I, the graph in which every node is also a neighbour of itself} */
    public BipartiteGraph withSelfLoops() {
        int[] wider = new int[offsets.length];
        int[] all = new int[neighbours.length + nodes()];
        for (int node = 0; node < nodes(); node++) {
            int from = wider[node];
            wider[node + 1] = from + degree(node) + 1;
            int self = node < users ? from : wider[node + 1] - 1; // users come before items
            all[self] = node;
            System.arraycopy(neighbours, offsets[node], all, node < users ? from + 1 : from, degree(node));
        }
        return new BipartiteGraph(users, wider, all);
    }

    /** {@return N = U + I, the number of nodes} */
    public int nodes() {
        return offsets.length - 1;
    }

    /** {@return U, the number of users} */
    public int users() {
        return users;
    }

    /** {@return the degree of a node, its number of neighbours} */
    public int degree(int node) {
        return offsets[node + 1] - offsets[node];
    }

    /** {@return the mean over the neighbours, eq. (18): P = D^-1 A, (N, N); zero for a node without any} */
    public SparseMatrix mean(NDManager owner) {
        return SparseMatrix.of(owner, nodes(), offsets, neighbours, (row, column) -> 1f / degree(row));
    }

    /** {@return the sum over the neighbours, each divided by the root of both degrees: D^-1/2 A D^-1/2, (N, N)} */
    public SparseMatrix symmetric(NDManager owner) {
        return SparseMatrix.of(owner, nodes(), offsets, neighbours, this::symmetric);
    }

    /** {@return what items give to their users: the users' rows of {@link #symmetric}, (U, I)} */
    public SparseMatrix fromItems(NDManager owner) {
        int[] ofUsers = Arrays.copyOf(offsets, users + 1);
        return SparseMatrix.of(
                owner, nodes() - users, ofUsers, itemsOfUsers(), (user, item) -> symmetric(user, users + item));
    }

    /** The columns of the users' rows, counted from the first item, (pairs). */
    private int[] itemsOfUsers() {
        return Arrays.stream(neighbours, 0, offsets[users])
                .map(node -> node - users)
                .toArray();
    }

    private float symmetric(int node, int other) {
        return (float) (1 / Math.sqrt((double) degree(node) * degree(other)));
    }

    /** {@return where A has entries, row i for what reaches node i, for weights that are learned, (N, N)} */
    public SparseMatrix.Pattern pattern(NDManager owner) {
        return new SparseMatrix.Pattern(owner, offsets, neighbours, nodes());
    }

    /** {@return where the users' rows of A have entries, (U, I)} */
    public SparseMatrix.Pattern usersToItems(NDManager owner) {
        return new SparseMatrix.Pattern(owner, Arrays.copyOf(offsets, users + 1), itemsOfUsers(), nodes() - users);
    }

    /** n nodes, and beside them their neighbours' means: rows of the identity on those of P, (2n, N), for one step. */
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

    /** Each once, from its end of the smaller number. */
    private long edges() {
        return IntStream.range(0, nodes())
                .mapToLong(node -> Arrays.stream(neighbours, offsets[node], offsets[node + 1])
                        .filter(other -> other >= node)
                        .count())
                .sum();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "BipartiteGraph(%,d users, %,d items, %,d edges)", users, nodes() - users, edges());
    }
}
