package metammf.base;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Function;

/** Creates and copies records, for the {@code with} methods of configurations and for JSON. */
public final class Records {
    private Records() {}

    /**
     * {@return a copy of a record in which one component has another value}
     *
     * @param record a public record
     * @param value the new value of the component, checked by the record's constructor
     */
    public static <R extends Record> R with(R record, String component, Object value) {
        @SuppressWarnings("unchecked") // a record's own class
        Class<R> type = (Class<R>) record.getClass();
        return of(type, each -> each.getName().equals(component) ? value : valueOf(record, each));
    }

    private static Object valueOf(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " is no public record", e);
        }
    }

    /**
     * {@return a Gson builder that also reads records} The older Gson of a notebook kernel, which takes precedence
     * there, does not support records. A missing member of the JSON is null.
     */
    public static GsonBuilder json() {
        JsonDeserializer<Record> reader = (json, type, context) -> of(
                ((Class<?>) type).asSubclass(Record.class),
                each -> context.deserialize(json.getAsJsonObject().get(each.getName()), each.getGenericType()));
        return new GsonBuilder().registerTypeHierarchyAdapter(Record.class, reader);
    }

    /** {@return a record whose components have these values, checked by its constructor} */
    public static <R extends Record> R of(Class<R> type, Function<RecordComponent, ?> values) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // of a private record
            return constructor.newInstance(Arrays.stream(components).map(values).toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
