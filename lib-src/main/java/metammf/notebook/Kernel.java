package metammf.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The Jupyter kernel that this code runs in, IJava or JJava. Both have the same classes under other package names, so
 * reflection serves both, and the library depends on neither.
 */
final class Kernel {
    private final String packages;
    private final Object renderer;
    private final Object stream;

    private Kernel(String packages, Object kernel) throws ReflectiveOperationException {
        this.packages = packages;
        renderer = kernel.getClass().getMethod("getRenderer").invoke(kernel);
        Object io = kernel.getClass().getMethod("getIO").invoke(kernel);
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

    /** Lets all values of a type show themselves. */
    void register(Class<?> type, Function<Object, Rich> how) {
        Class<?> function = named("RenderFunction");
        Object render = Proxy.newProxyInstance(
                function.getClassLoader(), new Class<?>[] {function}, (proxy, method, arguments) -> {
                    put(call(arguments[1], "getOutputContainer", new Class<?>[0]), how.apply(arguments[0]));
                    return null;
                });
        Object registration = call(renderer, "createRegistration", new Class<?>[] {Class.class}, type);
        call(registration, "register", new Class<?>[] {function}, render);
    }

    private static void put(Object output, Rich rich) {
        Class<?>[] types = {String.class, Object.class};
        call(output, "putData", types, rich.type(), rich.content());
        call(output, "putData", types, "text/plain", rich.text());
        if (!rich.metadata().isEmpty()) {
            call(output, "putMetaData", types, rich.type(), rich.metadata());
        }
    }

    /** Shows a value below the cell; returns the display's id. */
    String show(Object value) {
        String id = UUID.randomUUID().toString();
        Object data = rendered(value);
        call(data, "setDisplayId", new Class<?>[] {String.class}, id);
        call(stream, "display", new Class<?>[] {named("DisplayData")}, data);
        return id;
    }

    /** Shows another value in the place of an earlier one. */
    void update(String id, Object value) {
        call(stream, "updateDisplay", new Class<?>[] {String.class, named("DisplayData")}, id, rendered(value));
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

    private static Object call(Object target, String method, Class<?>[] types, Object... arguments) {
        try {
            return target.getClass().getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the kernel's " + method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known", e);
        }
    }
}
