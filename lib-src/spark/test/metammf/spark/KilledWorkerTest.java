package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import metammf.data.Interactions;
import metammf.data.Split;
import metammf.data.Subset;
import metammf.data.folder.Datasets;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preparation on a cluster of processes, of which one is killed after some tasks. */
class KilledWorkerTest {
    private static final Interactions TIKTOK = Datasets.tiktok().split().all();
    private static final int TASKS = 60; // of more than a hundred: ids are numbered, users are being counted

    @TempDir
    private Path folder;

    @Test
    void thePreparationEndsWithTheSameResult() throws IOException {
        AtomicInteger ended = new AtomicInteger();
        try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 700);
                SparkSession spark = Cluster.builder(cluster.master())
                        .config("spark.executor.memory", "700m")
                        .config("spark.sql.shuffle.partitions", "4")
                        .getOrCreate()) {
            spark.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd task) {
                    if (ended.incrementAndGet() == TASKS) {
                        cluster.kill(1);
                    }
                }
            });
            Preparation how = Preparation.defaults().withCore(3, 3).withSeed(5);
            Prepared prepared = how.run(
                    RawSets.twice(spark, TIKTOK), folder.resolve("prepared").toString());
            assertTrue(ended.get() > TASKS + 10, "tasks after the kill: " + (ended.get() - TASKS));
            assertEquals(
                    Split.perUser(Subset.core(TIKTOK, 3, 3).interactions(), 5),
                    prepared.toDataset("TikTok").split());
        }
    }
}
