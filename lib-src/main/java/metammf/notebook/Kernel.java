package metammf.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Jupyter kernel that this code runs in, IJava or JJava. Both have the same classes under other package names, so
 * reflection serves both, and the library depends on neither.
 */
final class Kernel {
    /** Whatever is shown goes through this thread: an interrupted one would close the kernel's socket for good. */
    static final ScheduledExecutorService DISPLAY = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "metammf-display");
        thread.setDaemon(true);
        return thread;
    });

    private final String packages;
    private final Object io;
    private final Object renderer;
    private final Object stream;

    private Kernel(String packages, Object kernel) throws ReflectiveOperationException {
        this.packages = packages;
        renderer = call(kernel, "getRenderer");
        io = call(kernel, "getIO");
        stream = io.getClass().getField("display").get(io);
    }

    /** The kernel, if there is one. */
    static Optional<Kernel> find() {
        return find("io.github.spencerpark.jupyter.", "io.github.spencerpark.ijava.IJava", "getKernelInstance")
                .or(() -> find(
                        "org.dflib.jjava.jupyter.", "org.dflib.jjava.jupyter.kernel.BaseKernel", "notebookKernel"));
    }

    private static Optional<Kernel> find(String packages, String owner, String getter) {
        try {
            Object kernel = Class.forName(owner).getMethod(getter).invoke(null);
            return kernel == null ? Optional.empty() : Optional.of(new Kernel(packages, kernel));
        } catch (ClassNotFoundException e) {
            return Optional.empty(); // not this kernel
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known: " + owner, e);
        }
    }

    /** Joins what cells print into larger messages. */
    void joinOutput() {
        new KernelOutput(new JoinedOutput(DISPLAY)).joinStreams(io);
    }

    /** Lets all values of a type show themselves. */
    void register(Class<?> type, Function<Object, Rich> how) {
        Class<?> function = named("RenderFunction");
        Object render = Proxy.newProxyInstance(
                function.getClassLoader(), new Class<?>[] {function}, (proxy, method, arguments) -> {
                    put(call(arguments[1], "getOutputContainer"), how.apply(arguments[0]));
                    return null;
                });
        Object registration = call(renderer, "createRegistration", new Class<?>[] {Class.class}, type);
        call(registration, "register", new Class<?>[] {function}, render);
    }

    private static void put(Object output, Rich rich) {
        Class<?>[] types = {String.class, Object.class};
        call(output, "putData", types, rich.type(), rich.content());
        call(output, "putData", types, "text/plain", rich.text());
    }

    /** Shows a value below the present cell. */
    Place show(Object value) {
        Place place = new Place(ofPresentCell(stream));
        CompletableFuture.runAsync(() -> place.put("display", value), DISPLAY).join();
        return place;
    }

    /** A value below a cell. It can be replaced even when the kernel has turned to another cell, or was interrupted. */
    final class Place {
        private final String id = UUID.randomUUID().toString();
        private final Object stream;

        private Place(Object stream) {
            this.stream = stream;
        }

        /** Shows another value instead, which is made and drawn in the background. */
        CompletableFuture<Void> replace(Supplier<Object> value) {
            return CompletableFuture.runAsync(() -> draw(value.get()), DISPLAY);
        }

        /** Shows another value instead; called by the display's own thread. */
        void draw(Object value) {
            put("updateDisplay", value);
        }

        private void put(String method, Object value) {
            Object data = rendered(value);
            call(data, "setDisplayId", new Class<?>[] {String.class}, id);
            call(stream, method, new Class<?>[] {named("DisplayData")}, data);
        }
    }

    /** Another stream to the cell that a stream writes to now; the kernel ends its own with the cell. */
    private static Object ofPresentCell(Object stream) {
        try {
            Field cell = stream.getClass().getDeclaredField("env");
            cell.setAccessible(true);
            Object copy = stream.getClass().getConstructor().newInstance();
            cell.set(copy, cell.get(stream));
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known", e);
        }
    }

    private Object rendered(Object value) {
        return call(renderer, "render", new Class<?>[] {Object.class}, value);
    }

    private Class<?> named(String type) {
        try {
            return Class.forName(packages + "kernel.display." + type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this version of the kernel is not known", e);
        }
    }

    static Object call(Object target, String method) {
        return call(target, method, new Class<?>[0]);
    }

    static Object call(Object target, String method, Class<?>[] types, Object... arguments) {
        try {
            return target.getClass().getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the kernel's " + method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known", e);
        }
    }
}
