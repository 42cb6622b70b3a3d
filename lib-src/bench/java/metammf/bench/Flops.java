package metammf.bench;

import java.util.stream.IntStream;
import metammf.data.Dataset;
import metammf.model.Recommender.Triples;

/**
 * The operations of a step's dense matrix products: an (n, k) x (k, m) one has 2 n k m, and as many again for the
 * gradient of each factor that has one. The features are constant, so that products with them have one gradient and all
 * others two. Sparse products, element-wise operations and the optimiser are not counted.
 */
final class Flops {
    private static final int META = 5;
    private static final int ID = 32;

    private Flops() {}

    static double step(Options options, Dataset data, Triples batch) {
        boolean graph = options.text("head").equals("gcn");
        long inBatch = IntStream.concat(IntStream.of(batch.positives()), IntStream.of(batch.negatives()))
                .distinct()
                .count();
        double fusion = fusion(options, graph ? data.items() : inBatch);
        long users = IntStream.of(batch.users()).distinct().count();
        return fusion + (graph ? graph(options, data.users() + data.items(), users + inBatch) : 0);
    }

    private static double fusion(Options options, long items) {
        int[] dims = options.numbers("dims");
        int hidden = options.number("meta-hidden", dims[0]);
        double sum = product(items, dims[0], hidden, 1) + product(items, hidden, META, 2);
        for (int n = 0; n + 1 < dims.length; n++) {
            int gradients = n == 0 ? 1 : 2;
            sum += product(items, dims[n], dims[n + 1], gradients)
                    + dynamic(options, items, dims[n], dims[n + 1], gradients);
        }
        return sum;
    }

    private static double dynamic(Options options, long items, int in, int out, int gradients) {
        int rank = options.number("rank", Work.DEFAULT_RANK);
        return options.text("fusion").equals("full")
                ? product(items, in, META * out, gradients)
                : product(items, in, rank, gradients) + product(items, META, rank, 2) + product(items, rank, out, 2);
    }

    /** Two layers of two products each; the last one for the batch's nodes alone. */
    private static double graph(Options options, long nodes, long inBatch) {
        int[] dims = options.numbers("dims");
        int width = dims[dims.length - 1] + ID;
        return 2 * product(nodes, width, width, 2) + 2 * product(inBatch, width, width, 2);
    }

    private static double product(double n, double k, double m, int gradients) {
        return 2 * n * k * m * (1 + gradients);
    }
}
