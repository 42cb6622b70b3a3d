// Random rankings and what the library measures on them, as files for oracles.py; the folder is the property "out".

var folder = Path.of(System.getProperty("out"));
int users = 60, items = 40;
int[] cutOffs = {1, 5, 10, 20};
var scores = new StringJoiner("\n", "case,user,item,score\n", "\n");
var held = new StringJoiner("\n", "case,user,item\n", "\n");
var train = new StringJoiner("\n", "case,user,item\n", "\n");
var content = new StringJoiner("\n", "item,a,b,c\n", "\n");
var lists = new StringJoiner("\n", "case,k,coverage,popularity,novelty,diversity\n", "\n");
var measured = new StringJoiner("\n", "case,k,user,precision,recall,microRecall,hitRate,ndcg\n", "\n");

float[] integers(int count, int most, SplittableRandom random) {   // exact scores, many of them equal
    float[] values = new float[count];
    for (int n = 0; n < count; n++) values[n] = random.nextInt(-most, most + 1);
    return values;
}

/** 0 neither, 1 trains, 2 is held out: every seventh user has nothing held out, every fifth few candidates. */
int part(int user, int dice) {
    return dice < 3 ? (user % 7 == 0 ? 0 : 2) : dice < (user % 5 == 0 ? 18 : 6) ? 1 : 0;
}

Interactions pairs(int[] part, int which) {
    int[] n = IntStream.range(0, part.length).filter(i -> part[i] == which).toArray();
    return Interactions.of(users, items, Arrays.stream(n).map(i -> i / items).toArray(), Arrays.stream(n).map(i -> i % items).toArray());
}

void row(StringJoiner rows, Object... values) {
    rows.add(Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(",")));
}

float[] features = integers(3 * items, 3, Seeds.stream(0L, "oracles"));
for (int i = 0; i < items; i++) {
    features[3 * i] = 1;                                           // no row of zeros
    row(content, i, features[3 * i], features[3 * i + 1], features[3 * i + 2]);
}
var modality = ItemFeatures.of(new Modality("content", items, 3, features));

for (int c = 1; c <= 20; c++) {
    var random = Seeds.stream(c, "oracles");
    var vectors = new Embeddings(2, integers(2 * users, 1, random), integers(2 * items, 2, random));
    int[] part = new int[users * items];
    for (int n = 0; n < part.length; n++) part[n] = part(n / items, random.nextInt(20));
    for (int n = 0; n < part.length; n++) {
        if (part[n] != 1) row(scores, c, n / items, n % items, vectors.score(n / items, n % items));
        if (part[n] == 1) row(train, c, n / items, n % items);
        if (part[n] == 2) row(held, c, n / items, n % items);
    }
    Report report = FullRanking.at(cutOffs).evaluate(vectors, pairs(part, 1), pairs(part, 2));
    for (int k : cutOffs) {
        Report.Metrics m = report.at(k);
        Lists like = report.lists(k);
        row(lists, c, k, like.coverage(), like.popularity(), like.novelty(), like.diversity(modality));
        row(measured, c, k, "all", m.precision(), m.recall(), m.microRecall(), m.hitRate(), m.ndcg());
        for (Report.UserRanks user : report.perUser()) {
            row(measured, c, k, user.user(), user.precision(k), user.recall(k), user.recall(k), Math.min(1, user.hits(k)), user.ndcg(k));
        }
    }
}
Files.writeString(folder.resolve("scores.csv"), scores.toString());
Files.writeString(folder.resolve("held.csv"), held.toString());
Files.writeString(folder.resolve("train.csv"), train.toString());
Files.writeString(folder.resolve("content.csv"), content.toString());
Files.writeString(folder.resolve("lists.csv"), lists.toString());
Files.writeString(folder.resolve("measured.csv"), measured.toString());
