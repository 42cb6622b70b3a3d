package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import metammf.experiment.Results;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @Test
    void aJobInThisJvmHasTwoThreads() throws IOException {
        try (SparkSession spark = Cluster.open("local[2]")) {
            assertEquals(2, spark.sparkContext().defaultParallelism());
            assertEquals("2", spark.conf().get("spark.sql.shuffle.partitions"));
            assertEquals(500L, spark.range(0, 1000).filter("id % 2 = 0").count());
        }
    }

    @Test
    void theRunsOfAnExperimentInThisJvmAreThoseOfOneThread(@TempDir Path folder, @TempDir Path other)
            throws IOException {
        try (SparkSession spark = Cluster.open("local[2]")) {
            Results tasks = SparkWorkersTest.experiment(folder).runOn(SparkWorkers.of(spark));
            Results thread = SparkWorkersTest.runWithOneThread(SparkWorkersTest.experiment(other));
            assertEquals(SparkWorkersTest.runs(thread), SparkWorkersTest.runs(tasks));
        }
    }
}
