package metammf.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a benchmark was asked for, in the manner of the peer: {@code --name value}. */
final class Options {
    private final Map<String, String> values = new HashMap<>();

    Options(String... arguments) {
        for (int n = 0; n < arguments.length; n += 2) {
            values.put(arguments[n].substring(2), arguments[n + 1]);
        }
    }

    /** A changed copy. */
    Options with(String name, Object value) {
        Options copy = new Options();
        copy.values.putAll(values);
        copy.values.put(name, value.toString());
        return copy;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.get(name);
    }

    int number(String name) {
        return Integer.parseInt(values.get(name));
    }

    int number(String name, int otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    /** Numbers joined by hyphens. */
    int[] numbers(String name) {
        return Arrays.stream(text(name).split("-")).mapToInt(Integer::parseInt).toArray();
    }
}
