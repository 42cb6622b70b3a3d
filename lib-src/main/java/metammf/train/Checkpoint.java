package metammf.train;

import static metammf.base.MetaMmfException.require;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import metammf.base.MetaMmfException;
import metammf.base.Records;
import metammf.data.Dataset.Identity;
import metammf.data.format.Safetensors;
import metammf.data.format.Safetensors.Sealed;
import metammf.data.format.Safetensors.Tensor;
import metammf.engine.Compute;
import metammf.engine.NativeArrays;
import metammf.model.Recommender;

/**
 * The complete state of a training between two steps in one safetensors file: the arrays, all other values as JSON in
 * the header, and a SHA-256 of everything. The random streams (order, negatives, dropout) are functions of the seed,
 * their purpose, the epoch and the step, so these numbers are their state.
 *
 * <p>The arrays are {@code parameter.NAME}, {@code best.NAME}, {@code adam.mean.NAME}, {@code adam.variance.NAME},
 * {@code adam.step.NAME} for every parameter of the model, {@code average.NAME} if it is averaged, {@code buffer.NAME}
 * and {@code memory.NAME} for what else the model has, and {@code losses}, one for each step of the unfinished epoch.
 * The history is of the finished epochs, and the seconds are the wall time in the unfinished one.
 */
public record Checkpoint(
        String version,
        String model,
        boolean bfloat16,
        TrainConfig config,
        History history,
        double seconds,
        Map<String, Tensor> tensors) {
    static final String PARAMETER = "parameter.";
    static final String BUFFER = "buffer.";
    static final String MEMORY = "memory.";
    static final String BEST = "best.";

    private static final System.Logger LOG = System.getLogger(Checkpoint.class.getName());
    private static final Gson JSON = Records.json().create();
    private static final String STATE = "checkpoint";
    private static final String LOSSES = "losses";

    /** All but the arrays, as it is written. */
    private record State(
            String version,
            String model,
            String data,
            boolean bfloat16,
            TrainConfig config,
            String metric,
            List<History.Epoch> epochs,
            double seconds) {}

    /** {@return the number of the unfinished epoch, counted from 1} */
    public int epoch() {
        return history.epochs().size() + 1;
    }

    /** {@return the number of steps done in the unfinished epoch, 0 between two epochs} */
    public int step() {
        return losses().length;
    }

    float[] losses() {
        return tensors.get(LOSSES).values();
    }

    /** {@return the checkpoint in a file, or, with a warning, the previous one next to it if it is missing or damaged} */
    public static Checkpoint read(Path file) {
        try {
            return readOne(file);
        } catch (MetaMmfException e) {
            if (!Files.exists(previous(file))) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "{0}; taking {1}", e.getMessage(), previous(file));
            return readOne(previous(file));
        }
    }

    private static Checkpoint readOne(Path file) {
        Sealed content = Safetensors.readSealed(file);
        require(content.texts().containsKey(STATE), "%s: expected a checkpoint, received another file", file);
        JsonObject json = JSON.fromJson(content.texts().get(STATE), JsonObject.class);
        String version = json.get("version").getAsString(); // first, as another one may have other members
        require(
                version.equals(Compute.libraryVersion()),
                "%s: expected a checkpoint of version %s, received one of version %s",
                file,
                Compute.libraryVersion(),
                version);
        State state = state(json);
        return new Checkpoint(
                version,
                state.model,
                state.bfloat16,
                state.config,
                new History(state.metric, Identity.parse(state.data), state.epochs),
                state.seconds,
                content.tensors());
    }

    private static State state(JsonObject json) {
        try {
            return JSON.fromJson(json, State.class);
        } catch (RuntimeException e) { // of Gson, or of the records' own checks
            throw new MetaMmfException("checkpoint: expected the state of a training, received " + json, e);
        }
    }

    /** Writes this one, and keeps the one that is there as the previous one unless it is damaged. */
    void write(Path file) {
        Path next = sibling(file, ".next");
        State state = new State(
                version,
                model,
                history.data().toString(),
                bfloat16,
                config,
                history.metric(),
                history.epochs(),
                seconds);
        Safetensors.writeSealed(new Sealed(Map.of(STATE, JSON.toJson(state)), tensors), next);
        try {
            if (isWhole(file)) {
                move(file, previous(file));
            }
            move(next, file);
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be written: " + MetaMmfException.reason(e), e);
        }
    }

    private static boolean isWhole(Path file) {
        try {
            Safetensors.requireSeal(file);
            return true;
        } catch (MetaMmfException e) {
            return false;
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static Path previous(Path file) {
        return sibling(file, ".previous");
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Puts the best parameters so far into a model, which stays unchanged if it has other parameters. */
    void restoreBest(Recommender recommender) {
        requireModel(recommender);
        restore(BEST, recommender.parameters());
        restore(BUFFER, recommender.buffers());
    }

    /** Puts the arrays whose names begin with a prefix into those of a model or an optimiser. */
    void restore(String prefix, Map<String, NDArray> arrays) {
        arrays.forEach((name, array) ->
                NativeArrays.assign(array, tensors.get(prefix + name).values()));
    }

    /** Says which arrays a model should have. */
    void requireModel(Recommender recommender) {
        Map<String, String> expected = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(PARAMETER) || name.startsWith(BUFFER) || name.startsWith(MEMORY)) {
                expected.put(name.substring(name.indexOf('.') + 1), Arrays.toString(tensor.shape()));
            }
        });
        Map<String, String> received = new LinkedHashMap<>();
        Stream.of(recommender.parameters(), recommender.buffers(), recommender.memory())
                .flatMap(arrays -> arrays.entrySet().stream())
                .forEach(array -> received.put(
                        array.getKey(),
                        Arrays.toString(array.getValue().getShape().getShape())));
        require(
                model.equals(recommender.name()) && expected.equals(received),
                "checkpoint: expected the model %s with %s, received %s with %s",
                model,
                expected,
                recommender.name(),
                received);
    }

    /** Of arrays under their names, and the losses of the unfinished epoch. */
    static Map<String, Tensor> tensors(Map<String, NDArray> arrays, float[] losses) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, array) ->
                tensors.put(name, new Tensor(array.getShape().getShape(), NativeArrays.values(array))));
        tensors.put(LOSSES, new Tensor(new long[] {losses.length}, losses));
        return tensors;
    }

    @Override
    public String toString() {
        return "Checkpoint(%s on %s, epoch %s, step %s)".formatted(model, history.data(), epoch(), step());
    }
}
