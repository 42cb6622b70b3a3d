package metammf.experiment;

import static metammf.base.MetaMmfException.require;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import metammf.base.MetaMmfException;
import metammf.eval.Metric;
import metammf.eval.Report;
import metammf.eval.UserRanks;
import metammf.train.History;
import metammf.train.TrainConfig;

/**
 * A run as a line of JSON, and back. Numbers come back exactly. An epoch is the array of its loss, validation metric and
 * seconds. The users of a report are one text, a word for each: {@code positives:rank,rank}, before it {@code steps/} if
 * it is not the next user's, and behind it {@code *n} if the next ones' are the same.
 */
final class RunText {
    private static final int MOST_USERS = 100_000_000; // what a damaged line cannot ask for more than

    private RunText() {}

    static String of(Run run) {
        JsonObject json = new JsonObject();
        json.addProperty("data", run.data());
        json.addProperty("fingerprint", run.fingerprint());
        json.addProperty("model", run.model());
        json.addProperty("setting", run.setting());
        json.add("training", training(run.training()));
        json.addProperty("seed", run.seed());
        json.addProperty("version", run.version());
        json.addProperty("machine", run.machine());
        json.addProperty("trainedOn", run.history().data());
        json.addProperty("metric", run.history().metric());
        json.add("epochs", epochs(run.history()));
        json.addProperty("seconds", run.seconds());
        json.addProperty("peakBytes", run.peakBytes());
        json.addProperty("tested", run.tested());
        json.add("test", report(run.test()));
        json.add("warm", report(run.warm()));
        json.add("cold", report(run.cold()));
        return json.toString();
    }

    private static JsonElement training(TrainConfig config) {
        if (config == null) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.addProperty("epochs", config.epochs());
        json.addProperty("batchSize", config.batchSize());
        json.addProperty("learningRate", config.learningRate());
        json.addProperty("weightDecay", config.weightDecay());
        json.addProperty("negatives", config.negatives());
        json.addProperty("frozenNegatives", config.frozenNegatives());
        json.addProperty("k", config.k());
        json.addProperty("patience", config.patience());
        json.addProperty("seed", config.seed());
        return json;
    }

    private static JsonArray epochs(History history) {
        JsonArray all = new JsonArray();
        for (History.Epoch epoch : history.epochs()) {
            JsonArray numbers = new JsonArray();
            numbers.add(new JsonPrimitive(epoch.loss()));
            numbers.add(new JsonPrimitive(epoch.validation()));
            numbers.add(new JsonPrimitive(epoch.seconds()));
            all.add(numbers);
        }
        return all;
    }

    private static JsonElement report(Report report) {
        if (report == null) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.add("cutOffs", new Gson().toJsonTree(report.cutOffs()));
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

    /**
     * Reads a line.
     *
     * @param line the text
     * @param where it stands, for an error
     */
    static Run read(String line, String where) {
        try {
            return read(new Gson().fromJson(line, JsonObject.class));
        } catch (JsonParseException
                | NullPointerException
                | IllegalStateException
                | IndexOutOfBoundsException
                | ClassCastException
                | UnsupportedOperationException
                | NumberFormatException
                | MetaMmfException e) {
            String start = line.length() > 60 ? line.substring(0, 60) + " ..." : line;
            throw new MetaMmfException(where + ": expected a run, received " + start, e);
        }
    }

    private static Run read(JsonObject json) {
        String data = text(json, "data");
        String fingerprint = text(json, "fingerprint");
        String identity = data + " with fingerprint " + fingerprint;
        List<History.Epoch> epochs =
                epochs(json.getAsJsonArray("epochs"), json.get("training").isJsonNull());
        return new Run(
                data,
                fingerprint,
                text(json, "model"),
                text(json, "setting"),
                training(json.get("training")),
                json.get("seed").getAsLong(),
                text(json, "version"),
                text(json, "machine"),
                new History(text(json, "metric"), text(json, "trainedOn"), epochs),
                json.get("peakBytes").getAsLong(),
                json.has("tested") && !json.get("tested").isJsonNull() ? text(json, "tested") : null,
                report(json.get("test"), identity),
                report(json.get("warm"), identity),
                report(json.get("cold"), identity));
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    private static TrainConfig training(JsonElement element) {
        if (element.isJsonNull()) {
            return null;
        }
        JsonObject json = element.getAsJsonObject();
        return new TrainConfig(
                json.get("epochs").getAsInt(),
                json.get("batchSize").getAsInt(),
                json.get("learningRate").getAsDouble(),
                json.get("weightDecay").getAsDouble(),
                json.get("negatives").getAsInt(),
                json.get("frozenNegatives").getAsBoolean(),
                json.get("k").getAsInt(),
                json.get("patience").getAsInt(),
                json.get("seed").getAsLong());
    }

    private static List<History.Epoch> epochs(JsonArray all, boolean untrained) {
        require(all.size() > 0, "expected epochs");
        List<History.Epoch> epochs = new ArrayList<>();
        for (JsonElement element : all) {
            JsonArray numbers = element.getAsJsonArray();
            epochs.add(new History.Epoch(
                    untrained ? 0 : epochs.size() + 1,
                    numbers.get(0).getAsDouble(),
                    numbers.get(1).getAsDouble(),
                    numbers.get(2).getAsDouble()));
        }
        return epochs;
    }

    private static Report report(JsonElement element, String identity) {
        if (element == null || element.isJsonNull()) {
            return null;
        }
        JsonObject json = element.getAsJsonObject();
        List<Integer> cutOffs = StreamSupport.stream(
                        json.getAsJsonArray("cutOffs").spliterator(), false)
                .map(JsonElement::getAsInt)
                .toList();
        return new Report(identity, cutOffs, users(text(json, "users")));
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
