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

    /** What was not trained or not tested is null in the line. */
    static String of(Run run) {
        Optional<Run.Tested> tested = run.tested();
        JsonObject line = new JsonObject();
        line.addProperty("data", run.data().name());
        line.addProperty("fingerprint", run.data().fingerprint());
        line.addProperty("model", run.model());
        line.addProperty("setting", run.setting());
        line.add("training", JSON.toJsonTree(run.training().orElse(null)));
        line.addProperty("seed", run.seed());
        line.addProperty("version", run.version());
        line.addProperty("machine", run.machine());
        line.addProperty("trainedOn", run.history().data().toString());
        line.addProperty("metric", run.history().metric());
        line.add("epochs", JSON.toJsonTree(epochs(run.history())));
        line.addProperty("seconds", run.seconds());
        line.addProperty("peakBytes", run.peakBytes());
        line.addProperty("tested", tested.map(Run.Tested::opened).orElse(null));
        line.add("test", tested.map(Run.Tested::all).map(RunText::json).orElse(null));
        line.add("warm", tested.flatMap(Run.Tested::warm).map(RunText::json).orElse(null));
        line.add("cold", tested.flatMap(Run.Tested::cold).map(RunText::json).orElse(null));
        line.add("lists", JSON.toJsonTree(tested.flatMap(Run.Tested::lists).orElse(null)));
        return JSON.toJson(line);
    }

    private static List<double[]> epochs(History history) {
        return history.epochs().stream()
                .map(epoch -> new double[] {epoch.loss(), epoch.validation(), epoch.seconds()})
                .toList();
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
            return run(JSON.fromJson(line, JsonObject.class));
        } catch (RuntimeException e) { // whatever is missing or of another type
            String start = line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + " ..." : line;
            throw new MetaMmfException(where + ": expected a run, received " + start, e);
        }
    }

    private static Run run(JsonObject line) {
        Identity data = new Identity(text(line, "data"), text(line, "fingerprint"));
        return new Run(
                data,
                text(line, "model"),
                text(line, "setting"),
                training(line.get("training")),
                line.get("seed").getAsLong(),
                text(line, "version"),
                text(line, "machine"),
                history(line),
                line.get("peakBytes").getAsLong(),
                report(line.get("test"), data)
                        .map(all -> new Run.Tested(
                                text(line, "tested"),
                                all,
                                report(line.get("warm"), data),
                                report(line.get("cold"), data),
                                Optional.ofNullable(JSON.fromJson(line.get("lists"), Lists.Summary.class)))));
    }

    private static String text(JsonObject line, String name) {
        return line.get(name).getAsString();
    }

    private static Optional<TrainConfig> training(JsonElement json) {
        if (json.isJsonObject() && !json.getAsJsonObject().has("averaging")) {
            json.getAsJsonObject().addProperty("averaging", 0); // which 0.1.0 had not
        }
        return Optional.ofNullable(JSON.fromJson(json, TrainConfig.class));
    }

    private static History history(JsonObject line) {
        int first = line.get("training").isJsonNull() ? 0 : 1; // number of an epoch
        double[][] epochs = JSON.fromJson(line.get("epochs"), double[][].class);
        require(epochs.length > 0, "expected epochs");
        return new History(
                text(line, "metric"),
                Identity.parse(text(line, "trainedOn")),
                IntStream.range(0, epochs.length)
                        .mapToObj(n -> new History.Epoch(first + n, epochs[n][0], epochs[n][1], epochs[n][2]))
                        .toList());
    }

    private static Optional<Report> report(JsonElement json, Identity data) {
        if (json == null || json.isJsonNull()) {
            return Optional.empty();
        }
        JsonObject report = json.getAsJsonObject();
        List<Integer> cutOffs = List.of(JSON.fromJson(report.get("cutOffs"), Integer[].class));
        return Optional.of(new Report(data, cutOffs, users(text(report, "users"))));
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
