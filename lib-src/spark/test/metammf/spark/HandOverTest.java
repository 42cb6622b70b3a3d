package metammf.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import metammf.data.Dataset;
import metammf.data.Interactions;
import metammf.data.folder.Datasets;
import metammf.eval.FullRanking;
import metammf.model.Embeddings;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vector index, Lucene's HNSW graph, takes the items' vectors from Parquet and answers as exact ranking does, nearly. */
class HandOverTest {
    private static final Dataset DATA = Datasets.tiktok();
    private static final Interactions TRAIN = DATA.split().train();
    private static final int K = 20;
    private static final int CANDIDATES = 200; // that the search in the graph keeps; training items are among them
    private static final int USERS = 500;

    @TempDir
    private Path folder;

    @Test
    void anIndexFilledFromParquetFindsMostOfTheBestItems() throws IOException {
        Embeddings vectors = Tables.taste(DATA.split().all(), 64, 1);
        try (Directory directory = FSDirectory.open(folder.resolve("index"))) {
            try (SparkSession spark = Cluster.open("local[2]")) {
                String items = folder.resolve("items").toString();
                Vectors.items(spark, vectors, DATA.ids()).write().parquet(items);
                fill(directory, spark.read().parquet(items));
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                assertEquals(DATA.items(), reader.numDocs());
                int[][] exact = FullRanking.recommend(vectors, TRAIN, Tables.all(USERS), K);
                IndexSearcher searcher = new IndexSearcher(reader);
                long start = System.nanoTime();
                List<List<String>> found = new ArrayList<>();
                for (int user = 0; user < USERS; user++) {
                    found.add(search(searcher, vectors.user(user), user));
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double recall = recall(exact, found);
                System.out.printf(
                        Locale.ROOT, "HNSW: recall@%d %.3f, %.0f queries a second%n", K, recall, USERS / seconds);
                assertTrue(recall > 0.9, "recall " + recall);
            }
        }
    }

    private static void fill(Directory directory, org.apache.spark.sql.Dataset<Row> items) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (Row row : items.collectAsList()) {
                float[] vector = Vectors.floats(row.getList(2));
                Document item = new Document();
                item.add(new StoredField("id", row.getString(1)));
                item.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT));
                writer.addDocument(item);
            }
            writer.forceMerge(1); // one graph
        }
    }

    private static List<String> search(IndexSearcher searcher, float[] vector, int user) throws IOException {
        List<String> best = new ArrayList<>();
        for (ScoreDoc hit :
                searcher.search(new KnnFloatVectorQuery("vector", vector, CANDIDATES), CANDIDATES).scoreDocs) {
            String id = searcher.storedFields().document(hit.doc).get("id");
            if (best.size() < K && !TRAIN.contains(user, DATA.ids().item(id))) {
                best.add(id);
            }
        }
        return best;
    }

    private static double recall(int[][] exact, List<List<String>> found) {
        int hits = 0;
        for (int user = 0; user < exact.length; user++) {
            HashSet<String> best = new HashSet<>(found.get(user));
            hits += (int) Arrays.stream(exact[user])
                    .filter(item -> best.contains(DATA.ids().item(item)))
                    .count();
        }
        return (double) hits / exact.length / K;
    }
}
