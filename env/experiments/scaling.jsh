// How Spark's part scales, on this machine: one and two cores of one process, then clusters of one to four executors of a
// core each; data of 1, 4 and 16 times the built-in set. What notebook 14 shows. All executors share the machine's cores.
//
//     env/jshell --spark env/experiments/scaling.jsh
//
// It takes ten minutes on two cores.

var small = Datasets.tiktok();
var vectors = MetaMmf.bprMf(small, 64, 1L).embeddings();
var folder = Files.createTempDirectory("scaling");
var table = new ArrayList<String>(List.of("master,cores,times,interactions,prepare seconds,users,items,rank seconds"));

double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
}

void measure(String name, int cores, SparkSession spark, int times) throws Exception {
    String here = Files.createTempDirectory(folder, name).resolve("prepared").toString();
    var raw = Growth.of(spark, small, 68_722L * times, Math.max(1, times / 4), 1L);
    double prepare = seconds(() -> Preparation.defaults().withCore(2, 2).run(raw, here));
    var prepared = Prepared.open(spark, here);
    String original = "regexp_replace(id, '-[0-9]+$', '') AS original";
    var users = prepared.users().selectExpr("number", "id", original)
        .join(Vectors.users(spark, vectors, small.ids()).selectExpr("id AS original", "vector"), "original");
    var items = prepared.items().selectExpr("number", "id", original)
        .join(Vectors.items(spark, vectors, small.ids()).selectExpr("id AS original", "vector"), "original");
    var train = prepared.interactions().where("part = 'train'");
    double rank = seconds(() -> BlockedRanking.recommend(users, items, train, 20).write().parquet(here + "-lists"));
    if (name.equals("warm-up")) return;
    table.add("%s,%d,%d,%d,%.1f,%d,%d,%.1f".formatted(name, cores, times, prepared.interactions().count(), prepare,
        users.count(), items.count(), rank));
    System.out.println(table.get(table.size() - 1));
}

void measureAll(String name, int cores, String master) throws Exception {
    try (SparkSession spark = Cluster.open(master)) {
        measure("warm-up", cores, spark, 1); // executors are there, classes are loaded; not kept
        for (int times : new int[] {1, 4, 16}) measure(name, cores, spark, times);
    }
}

for (int cores = 1; cores <= 2; cores++) measureAll("local", cores, "local[" + cores + "]");
for (int executors = 1; executors <= 4; executors *= 2) {
    try (var cluster = StandaloneCluster.start(executors, 1, 1024)) {
        measureAll("standalone", executors, cluster.master());
    }
}
Files.write(Path.of("notebooks/results/scaling.csv"), table);
