package metammf.data.folder;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metammf.base.MetaMmfException;
import metammf.data.format.Bytes;
import metammf.data.format.Pickle;

/** One JSON object whose every field is a list of numbers: the items of a user, the features of an item. */
final class Json {
    private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");

    private Json() {}

    /** Reads a file field by field, its name and its list, in the order of the file. */
    static void read(Bytes file, BiConsumer<String, double[]> field) {
        String path = "the start";
        try (JsonReader reader = new JsonReader(file.utf8())) {
            reader.setStrictness(Strictness.STRICT);
            try {
                read(reader, field);
            } finally {
                path = Pickle.describe(reader.getPath());
            }
        } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
            String place = file.name() + ": at " + path;
            throw new MetaMmfException(
                    place + ": expected a JSON object of lists of numbers, received " + reason(e), e);
        }
    }

    private static String reason(Exception error) {
        if (error instanceof CharacterCodingException) {
            return "bytes that are no UTF-8";
        }
        String message = String.valueOf(error.getMessage());
        Matcher place = PLACE.matcher(message);
        return error instanceof IOException && place.find()
                ? "malformed JSON at " + place.group()
                : Pickle.describe(message);
    }

    private static void read(JsonReader reader, BiConsumer<String, double[]> field) throws IOException {
        DoubleArrayList numbers = new DoubleArrayList();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            numbers.clear();
            reader.beginArray();
            while (reader.hasNext()) {
                if (reader.peek() != JsonToken.NUMBER) { // it would read a number in quotes as well
                    throw new IllegalStateException("a " + reader.peek());
                }
                numbers.add(reader.nextDouble());
            }
            reader.endArray();
            field.accept(name, numbers.toDoubleArray());
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IllegalStateException("more behind it");
        }
    }
}
