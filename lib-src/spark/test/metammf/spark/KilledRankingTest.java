package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import metammf.MetaMmf;
import metammf.data.folder.Datasets;
import metammf.engine.Compute;
import metammf.eval.FullRanking;
import metammf.fusion.FusionConfig;
import metammf.model.Embeddings;
import metammf.model.EncoderModel;
import metammf.model.ItemTower;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fusing and ranking on a cluster of processes, of which one is killed in each, when the first of the tasks has ended. */
class KilledRankingTest {
    private static final metammf.data.Dataset DATA = Datasets.tiktok();
    private static final FusionConfig CONFIG = FusionConfig.cp(16);
    private static final int TASKS = 12;

    @TempDir
    private Path folder;

    @Test
    void fusingAndRankingEndWithTheSameResults() throws IOException, TimeoutException {
        try (StandaloneCluster cluster = StandaloneCluster.start(3, 1, 700);
                EncoderModel model = MetaMmf.mf(DATA, CONFIG, Compute.cpu(), 1);
                SparkSession spark = Cluster.builder(cluster.master())
                        .config("spark.executor.memory", "700m")
                        .config("spark.sql.shuffle.partitions", TASKS)
                        .getOrCreate()) {
            Embeddings expected = model.embeddings();
            Dataset<Row> content = FusedItems.content(spark, DATA).repartition(TASKS);
            Dataset<Row> fused = FusedItems.of(ItemTower.of(model, CONFIG, DATA), content);
            String items = folder.resolve("items").toString();
            killDuring(spark, cluster, 1, () -> fused.write().parquet(items));
            assertArrayEquals(expected.itemRows(), Tables.matrix(spark.read().parquet(items)), 1e-6f);

            Dataset<Row> lists = BlockedRanking.recommend(
                    Vectors.users(spark, expected, DATA.ids()),
                    Vectors.items(spark, expected, DATA.ids()),
                    Tables.pairs(spark, DATA.split().train()),
                    20);
            String ranked = folder.resolve("ranked").toString();
            killDuring(spark, cluster, 2, () -> lists.write().parquet(ranked));
            assertArrayEquals(
                    FullRanking.recommend(expected, DATA.split().train(), Tables.all(DATA.users()), 20),
                    Tables.lists(spark.read().parquet(ranked), "user", "items"));
        }
    }

    private static void killDuring(SparkSession spark, StandaloneCluster cluster, int worker, Runnable job)
            throws TimeoutException {
        AtomicInteger ended = new AtomicInteger();
        SparkListener killer = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                if (ended.incrementAndGet() == 1) {
                    cluster.kill(worker);
                }
            }
        };
        spark.sparkContext().addSparkListener(killer);
        job.run();
        spark.sparkContext().listenerBus().waitUntilEmpty(); // the kill holds up what Spark tells
        spark.sparkContext().removeSparkListener(killer);
        assertTrue(ended.get() > 1, "tasks that ended after the kill: " + (ended.get() - 1));
        assertEquals(
                3 - worker, spark.sparkContext().statusTracker().getExecutorInfos().length - 1, "executors are left");
    }
}
