package metammf.base;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies of records, for the {@code with} methods of configurations. */
public final class Records {
    private Records() {}

    /**
     * {@return a copy of a record in which one component has another value}
     *
     * @param record a public record
     * @param component name of the component
     * @param value its new value, checked by the record's constructor
     * @param <R> the type of the record
     * @throws MetaMmfException if the record's constructor refuses the value
     */
    public static <R extends Record> R with(R record, String component, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        try {
            for (int n = 0; n < values.length; n++) {
                boolean changed = components[n].getName().equals(component);
                values[n] = changed ? value : components[n].getAccessor().invoke(record);
            }
            @SuppressWarnings("unchecked") // the constructor of the record's own class
            R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " is no public record", e);
        }
    }
}
