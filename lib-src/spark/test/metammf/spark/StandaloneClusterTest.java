package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import metammf.base.MetaMmfException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class StandaloneClusterTest {
    @Test
    void aJobOutlivesAWorker() throws IOException {
        try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 600);
                SparkSession spark = Cluster.builder(cluster.master())
                        .config("spark.executor.memory", "600m")
                        .config("spark.sql.shuffle.partitions", "2")
                        .getOrCreate()) {
            assertEquals(
                    10L,
                    spark.range(0, 1000).selectExpr("id % 10 AS k").distinct().count());
            cluster.kill(1);
            assertEquals(
                    10L,
                    spark.range(0, 1000).selectExpr("id % 10 AS k").distinct().count());
            assertTrue(assertThrows(MetaMmfException.class, () -> cluster.kill(3))
                    .getMessage()
                    .contains("expected a worker 1 .. 2, received 3"));
        }
    }
}
