package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import metammf.base.MetaMmfException;
import metammf.base.Records;
import metammf.data.Dataset.Identity;
import metammf.eval.Lists;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.Report.UserRanks;
import metammf.train.History;
import metammf.train.TrainConfig;

/**
 * A run as a line of JSON, and back. Numbers come back exactly. An epoch is the array of its loss, validation metric
 * and seconds. The users of a report are one text, a word for each: {@code positives:rank,rank}, before it {@code
 * steps/} if it is not the next user's, and behind it {@code *n} if the next ones' are the same.
 */
final class RunText {
    private static final int MOST_USERS = 100_000_000; // what a damaged line cannot ask for more than
    private static final int MOST_SHOWN = 60; // characters of a damaged line
    private static final Gson JSON = Records.json()
            .serializeNulls()
            .disableHtmlEscaping()
            .serializeSpecialFloatingPointValues() // of a training that diverged
            .create();

    private RunText() {}

    /** The line by its fields; what was not trained or not tested is null there. */
    private record Line(
            String data,
            String fingerprint,
            String model,
            String setting,
            TrainConfig training,
            Long seed,
            String version,
            String machine,
            String trainedOn,
            String metric,
            List<double[]> epochs,
            double seconds,
            Long peakBytes,
            String tested,
            JsonElement test,
            JsonElement warm,
            JsonElement cold,
            Lists.Summary lists) {
        private static Line of(Run run) {
            Optional<Run.Tested> tested = run.tested();
            return new Line(
                    run.data().name(),
                    run.data().fingerprint(),
                    run.model(),
                    run.setting(),
                    run.training().orElse(null),
                    run.seed(),
                    run.version(),
                    run.machine(),
                    run.history().data().toString(),
                    run.history().metric(),
                    run.history().epochs().stream()
                            .map(epoch -> new double[] {epoch.loss(), epoch.validation(), epoch.seconds()})
                            .toList(),
                    run.seconds(),
                    run.peakBytes(),
                    tested.map(Run.Tested::opened).orElse(null),
                    tested.map(Run.Tested::all).map(RunText::json).orElse(null),
                    tested.flatMap(Run.Tested::warm).map(RunText::json).orElse(null),
                    tested.flatMap(Run.Tested::cold).map(RunText::json).orElse(null),
                    tested.flatMap(Run.Tested::lists).orElse(null));
        }

        private Run run() {
            Identity identity = new Identity(data, fingerprint);
            int first = training == null ? 0 : 1; // number of an epoch
            require(!epochs.isEmpty(), "expected epochs");
            return new Run(
                    identity,
                    model,
                    setting,
                    Optional.ofNullable(training),
                    seed,
                    version,
                    machine,
                    new History(
                            metric,
                            Identity.parse(trainedOn),
                            IntStream.range(0, epochs.size())
                                    .mapToObj(n -> epoch(first + n, epochs.get(n)))
                                    .toList()),
                    peakBytes,
                    report(test, identity)
                            .map(all -> new Run.Tested(
                                    tested,
                                    all,
                                    report(warm, identity),
                                    report(cold, identity),
                                    Optional.ofNullable(lists))));
        }

        private static History.Epoch epoch(int number, double... values) {
            return new History.Epoch(number, values[0], values[1], values[2]);
        }
    }

    static String of(Run run) {
        return JSON.toJson(Line.of(run));
    }

    private static JsonObject json(Report report) {
        JsonObject json = new JsonObject();
        json.add("cutOffs", JSON.toJsonTree(report.cutOffs()));
        for (int k : report.cutOffs()) {
            for (Metric metric : Metric.values()) {
                json.addProperty(metric.at(k), report.mean(metric, k)); // for the eye; the users below tell it all
            }
        }
        json.addProperty("users", users(report.perUser()));
        return json;
    }

    private static String users(List<UserRanks> users) {
        List<String> words = new ArrayList<>();
        int next = 0;
        for (UserRanks user : users) {
            words.add(word(user, user.user() - next));
            next = user.user() + 1;
        }
        return counted(words);
    }

    private static String word(UserRanks user, int steps) {
        String ranks = Arrays.stream(user.ranks()).mapToObj(Integer::toString).collect(Collectors.joining(","));
        return (steps == 0 ? "" : steps + "/") + user.positives() + (ranks.isEmpty() ? "" : ":" + ranks);
    }

    /** Equal words in a row once, with their number. */
    private static String counted(List<String> words) {
        StringJoiner text = new StringJoiner(" ");
        int to;
        for (int from = 0; from < words.size(); from = to) {
            to = from + 1;
            while (to < words.size() && words.get(to).equals(words.get(from))) {
                to++;
            }
            text.add(words.get(from) + (to - from == 1 ? "" : "*" + (to - from)));
        }
        return text.toString();
    }

    /** Reads a line; an error says where it stands. */
    static Run read(String line, String where) {
        try {
            JsonObject json = JSON.fromJson(line, JsonObject.class);
            if (json.get("training").isJsonObject()
                    && !json.getAsJsonObject("training").has("averaging")) {
                json.getAsJsonObject("training").addProperty("averaging", 0); // which 0.1.0 had not
            }
            return JSON.fromJson(json, Line.class).run();
        } catch (RuntimeException e) { // whatever is missing or of another type
            String start = line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + " ..." : line;
            throw new MetaMmfException(where + ": expected a run, received " + start, e);
        }
    }

    private static Optional<Report> report(JsonElement json, Identity data) {
        if (json == null || json.isJsonNull()) {
            return Optional.empty();
        }
        JsonObject report = json.getAsJsonObject();
        List<Integer> cutOffs = List.of(JSON.fromJson(report.get("cutOffs"), Integer[].class));
        return Optional.of(new Report(data, cutOffs, users(report.get("users").getAsString())));
    }

    private static List<UserRanks> users(String text) {
        List<UserRanks> users = new ArrayList<>();
        int next = 0;
        for (String word : text.split(" ")) {
            int slash = word.indexOf('/');
            int steps = slash < 0 ? 0 : Integer.parseInt(word, 0, slash, 10);
            int star = word.indexOf('*');
            int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            require(times <= MOST_USERS - users.size(), "users: expected at most %d", MOST_USERS);
            int[] numbers = Arrays.stream(word.substring(slash + 1, star < 0 ? word.length() : star)
                            .split("[:,]"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            int[] ranks = Arrays.copyOfRange(numbers, 1, numbers.length);
            for (int n = 0; n < times; n++) {
                next += steps;
                users.add(new UserRanks(next++, numbers[0], ranks));
            }
        }
        return users;
    }
}
