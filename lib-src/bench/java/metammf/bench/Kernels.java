package metammf.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import metammf.base.Seeds;
import metammf.data.Interactions;
import metammf.engine.Adam;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.engine.SparseMatrix;
import metammf.engine.Tape;
import metammf.eval.FullRanking;
import metammf.eval.Scores;
import metammf.fusion.FusionConfig;
import metammf.fusion.MetaLayer;
import metammf.model.BipartiteGraph;
import metammf.model.Recommender.Triples;
import metammf.train.TripletSampler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The kernels that a step and a ranking consist of, at MovieLens' sizes and one layer 512-256. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Kernels {
    private static final int USERS = 55_485;
    private static final int ITEMS = 5_986;
    private static final int PAIRS = 991_606;
    private static final int BATCH = 3000;
    private static final int RANKED = 512;

    private final NDManager manager = Compute.cpu().newManager();
    private final SplittableRandom random = Seeds.stream(1, "kernels");
    private final int[] allUsers = IntStream.range(0, RANKED).toArray();

    private Interactions train;
    private SparseMatrix neighbours;
    private NDArray nodes;
    private NDArray batch;
    private Adam adam;
    private NDArray gradient;
    private TripletSampler sampler;
    private Scores scored;
    private NDArray rows;
    private NDArray meta;
    private MetaLayer cp;
    private MetaLayer full;

    /** Makes what the kernels work on. */
    @Setup
    public void setUp() {
        train = Interactions.of(
                USERS,
                ITEMS,
                random.ints(PAIRS, 0, USERS).toArray(),
                random.ints(PAIRS, 0, ITEMS).toArray());
        neighbours = BipartiteGraph.of(train).mean(manager);
        nodes = normal(USERS + ITEMS, 64);
        batch = NativeArrays.of(manager, random.ints(BATCH, 0, USERS).toArray());
        NDArray parameter = normal(2276, 2276);
        adam = new Adam(List.of(parameter), 1e-3, 1e-6);
        gradient = normal(2276, 2276);
        sampler = new TripletSampler(train, 1, false, 1);
        float[] values = new float[RANKED * ITEMS];
        for (int n = 0; n < values.length; n++) {
            values[n] = (float) random.nextDouble();
        }
        scored = new Ready(values);
        rows = normal(ITEMS, 512);
        meta = normal(ITEMS, 5);
        cp = new MetaLayer(manager, FusionConfig.cp(16), 512, 256, random);
        full = new MetaLayer(manager, FusionConfig.full(), 512, 256, random);
    }

    private NDArray normal(int count, int width) {
        return NativeArrays.uniform(manager, 1, random, count, width);
    }

    /** Frees it. */
    @TearDown
    public void tearDown() {
        adam.close();
        manager.close();
    }

    /** Scores that are there already, so that the selection alone is timed. */
    private record Ready(float[] values) implements Scores {
        @Override
        public int users() {
            return USERS;
        }

        @Override
        public int items() {
            return ITEMS;
        }

        @Override
        public void forEachTile(int[] users, Consumer<Tile> action) {
            action.accept(new Tile(0, 0, ITEMS, FloatBuffer.wrap(values)));
        }
    }

    /** The mean over the neighbours of all nodes, width 64. */
    @Benchmark
    public void sparseProduct() {
        try (Tape tape = Tape.computing()) {
            neighbours.times(nodes);
        }
    }

    /** One step for 5.2 million parameters. */
    @Benchmark
    public void fusedAdam() {
        try (Tape tape = Tape.computing()) {
            adam.step(List.of(gradient));
        }
    }

    /** The rows of a batch of users, width 64. */
    @Benchmark
    public void gather() {
        try (Tape tape = Tape.computing()) {
            NativeArrays.rows(nodes, batch);
        }
    }

    /**
     * An epoch's triples.
     *
     * @return the batches
     */
    @Benchmark
    public Triples[] tripletSampling() {
        return sampler.epoch(1, BATCH);
    }

    /**
     * The best 20 of all items for 512 users.
     *
     * @return the lists
     */
    @Benchmark
    public int[][] topItems() {
        return FullRanking.recommend(scored, train, allUsers, 20);
    }

    /** A layer of the decomposed form for all items, forward. */
    @Benchmark
    public void metaLayerCp() {
        try (Tape tape = Tape.computing()) {
            cp.fuse(rows, meta);
        }
    }

    /** A layer with the full tensor for all items, forward. */
    @Benchmark
    public void metaLayerFull() {
        try (Tape tape = Tape.computing()) {
            full.fuse(rows, meta);
        }
    }
}
