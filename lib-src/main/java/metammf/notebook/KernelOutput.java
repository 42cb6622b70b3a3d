package metammf.notebook;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a kernel's cells print. Both kernels send every line as a message of its own and drop what is more than a thousand
 * messages ahead of the front end, the end of the cell among them. With this, lines are joined, and a cell waits for the
 * front end instead. Like {@link Kernel}, it reaches the kernel by reflection.
 */
final class KernelOutput {
    private final JoinedOutput joined;
    private Object cell; // the kernel's way to the cell that printed last
    private Object direct; // our way to the same cell

    KernelOutput(JoinedOutput joined) {
        this.joined = joined;
    }

    /** From now on the output and the error stream are joined, in their common order. */
    void joinStreams(Object io) {
        try {
            Object display = io.getClass().getField("display").get(io);
            Object present = field(display.getClass(), "env").get(display);
            if (present != null) {
                waitForFrontEnds(present);
            }
            joinStream(field(io.getClass(), "jupyterOut").get(io));
            joinStream(field(io.getClass(), "jupyterErr").get(io));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known", e);
        }
    }

    @SuppressWarnings("unchecked") // the kernel's own function from a cell and a text to nothing
    private void joinStream(Object stream) throws ReflectiveOperationException {
        Field write = field(stream.getClass(), "write");
        BiConsumer<Object, String> send = (BiConsumer<Object, String>) write.get(stream);
        BiConsumer<Object, String> join =
                (environment, text) -> joined.print(new Place(send, directTo(environment)), text);
        write.set(stream, join);
    }

    /** Where a stream prints in a cell, by the function that sends its texts there. */
    private record Place(BiConsumer<Object, String> send, Object cell) implements Consumer<String> {
        @Override
        public void accept(String message) {
            send.accept(cell, message);
        }
    }

    /** The joined text's way to a cell; whatever else the kernel sends there comes after what was printed before it. */
    private synchronized Object directTo(Object environment) {
        if (environment != cell) {
            try {
                direct = copy(environment);
                flushBefore(environment);
                waitForFrontEnds(environment);
                cell = environment;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this version of the kernel is not known", e);
            }
        }
        return direct;
    }

    /** It has no messages of its own to send at the cell's end. */
    private static Object copy(Object environment) throws ReflectiveOperationException {
        Constructor<?> constructor = environment.getClass().getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object stdin = null; // there is no input
        return constructor.newInstance(
                Kernel.call(environment, "getShell"),
                stdin,
                Kernel.call(environment, "getIopub"),
                Kernel.call(environment, "getContext"));
    }

    /** Every message is made with its cell's context. */
    private void flushBefore(Object environment) throws ReflectiveOperationException {
        Field context = field(environment.getClass().getSuperclass(), "context");
        Object kernels = context.get(environment);
        Class<?> type = context.getType();
        context.set(
                environment,
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    joined.flush();
                    return method.invoke(kernels, arguments);
                }));
    }

    /** Instead of dropping messages. */
    private static void waitForFrontEnds(Object environment) {
        Object socket = Kernel.call(environment, "getIopub");
        synchronized (socket) { // as its own methods do
            Kernel.call(socket, "setXpubNoDrop", new Class<?>[] {boolean.class}, true);
        }
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
