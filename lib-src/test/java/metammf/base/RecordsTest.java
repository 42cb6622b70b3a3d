package metammf.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import metammf.baseline.LightGcn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordsTest {
    private static final Path CLASSES = Path.of("target/classes");

    /** Every {@code with} method of a record that has defaults. */
    static List<Method> withs() throws Exception {
        List<Method> withs = new ArrayList<>();
        for (Class<?> type : configurations()) {
            Stream.of(type.getMethods())
                    .filter(method -> method.getName().matches("with[A-Z].*"))
                    .forEach(withs::add);
        }
        return withs;
    }

    private static List<Class<?>> configurations() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(file -> file.toString().endsWith("Config.class"))
                    .toList()) {
                String name = CLASSES.relativize(file).toString().replaceAll("[/\\\\]", ".");
                types.add(Class.forName(name.substring(0, name.length() - ".class".length())));
            }
        }
        return types;
    }

    @ParameterizedTest
    @MethodSource("withs")
    void aWithMethodChangesItsComponentOnly(Method with) throws Exception {
        Record before = (Record) with.getDeclaringClass().getMethod("defaults").invoke(null);
        String component = with.getName().substring(4, 5).toLowerCase(Locale.ROOT)
                + with.getName().substring(5);
        Object value = other(with.getParameterTypes()[0], value(before, component));
        Record after = (Record) with.invoke(before, value);
        List<String> changed = new ArrayList<>();
        for (RecordComponent each : before.getClass().getRecordComponents()) {
            if (!each.getAccessor().invoke(before).equals(each.getAccessor().invoke(after))) {
                changed.add(each.getName());
            }
        }
        assertEquals(List.of(component), changed);
        assertEquals(asText(value), asText(value(after, component)));
    }

    private static Object value(Record record, String component) throws ReflectiveOperationException {
        return record.getClass().getMethod(component).invoke(record);
    }

    private static String asText(Object value) {
        return value instanceof int[] ints
                ? Arrays.toString(ints)
                : value instanceof double[] doubles ? Arrays.toString(doubles) : value.toString();
    }

    /** A valid value of a type that differs from one. */
    private static Object other(Class<?> type, Object than) throws ReflectiveOperationException {
        if (type == int.class) {
            return Math.max(1, (int) than * 2);
        }
        if (type == long.class) {
            return (long) than + 1;
        }
        if (type == double.class) {
            return (double) than / 2 + 0.125;
        }
        if (type == boolean.class) {
            return !(boolean) than;
        }
        if (type.isRecord()) {
            return type.getMethod("defaults").invoke(null);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> each != than)
                    .findFirst()
                    .orElseThrow();
        }
        return type == int[].class ? new int[] {7, 5} : new double[] {0.25, 0.75};
    }

    @Test
    void thereAreWithMethodsToTest() throws Exception {
        assertTrue(withs().size() > 25, () -> "found " + CLASSES);
    }

    @Test
    void aRefusedValueKeepsItsMessage() {
        String message = assertThrows(
                        MetaMmfException.class, () -> LightGcn.Config.defaults().withLayers(0))
                .getMessage();
        assertEquals("layers: expected at least 1, received 0", message);
    }
}
