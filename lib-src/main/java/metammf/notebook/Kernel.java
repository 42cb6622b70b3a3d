package metammf.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The Jupyter kernel that this code runs in, IJava or JJava. Both have the same classes under other package names, so
 * reflection serves both, and the library depends on neither.
 */
final class Kernel {
    private final Object renderer;
    private final Class<?> display;
    private final String packages;

    private Kernel(Object renderer, Class<?> display, String packages) {
        this.renderer = renderer;
        this.display = display;
        this.packages = packages;
    }

    /** The kernel, if there is one. */
    static Optional<Kernel> find() {
        return find(
                        "io.github.spencerpark.jupyter.",
                        "io.github.spencerpark.ijava.IJava",
                        "getKernelInstance",
                        "io.github.spencerpark.ijava.runtime.Display")
                .or(() -> find(
                        "org.dflib.jjava.jupyter.",
                        "org.dflib.jjava.jupyter.kernel.BaseKernel",
                        "notebookKernel",
                        "org.dflib.jjava.kernel.Display"));
    }

    private static Optional<Kernel> find(String packages, String owner, String getter, String display) {
        try {
            Object kernel = Class.forName(owner).getMethod(getter).invoke(null);
            Object renderer = call(kernel, "getRenderer");
            return Optional.of(new Kernel(renderer, Class.forName(display), packages));
        } catch (ReflectiveOperationException | NullPointerException e) {
            return Optional.empty(); // not this kernel, or not in one
        }
    }

    /** Lets all values of a type show themselves. */
    void register(Class<?> type, Function<Object, Rich> how) {
        try {
            Class<?> function = Class.forName(packages + "kernel.display.RenderFunction");
            Object render = Proxy.newProxyInstance(
                    function.getClassLoader(), new Class<?>[] {function}, (proxy, method, arguments) -> {
                        put(call(arguments[1], "getOutputContainer"), how.apply(arguments[0]));
                        return null;
                    });
            Object registration = renderer.getClass()
                    .getMethod("createRegistration", Class.class)
                    .invoke(renderer, type);
            registration.getClass().getMethod("register", function).invoke(registration, render);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the kernel does not accept renderers", e);
        }
    }

    private static void put(Object output, Rich rich) throws ReflectiveOperationException {
        Class<?> type = output.getClass();
        Method data = type.getMethod("putData", String.class, Object.class);
        data.invoke(output, rich.type(), rich.content());
        data.invoke(output, "text/plain", rich.text());
        if (!rich.metadata().isEmpty()) {
            type.getMethod("putMetaData", String.class, Object.class).invoke(output, rich.type(), rich.metadata());
        }
    }

    /** Shows a value below the cell; returns the display's id. */
    String show(Object value) {
        return (String) invoke("display", new Class<?>[] {Object.class}, value);
    }

    /** Shows another value in the place of an earlier one. */
    void update(String id, Object value) {
        invoke("updateDisplay", new Class<?>[] {String.class, Object.class}, id, value);
    }

    private Object invoke(String method, Class<?>[] types, Object... arguments) {
        try {
            return display.getMethod(method, types).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the kernel cannot show a value", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the kernel cannot show values", e);
        }
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    /** For messages and tests. */
    @Override
    public String toString() {
        return Map.of("io.github.spencerpark.jupyter.", "IJava").getOrDefault(packages, "JJava");
    }
}
