package metammf.spark;

import static metammf.base.MetaMmfException.require;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Packs a {@link Parcel}. JShell, and with it every Java kernel, compiles each snippet to a class such as
 * {@code REPL.$JShell$12}. Variables of the snippet are static fields of this class, its methods are static methods, and
 * its classes are nested classes. This class writes names of classes with slashes, as class files do.
 */
final class Packing {
    private static final Pattern SNIPPET = Pattern.compile("REPL/\\$JShell\\$\\d+[A-Z]*");
    private static final Pattern OF_A_SNIPPET = Pattern.compile("REPL/\\$JShell\\$[\\w$]+");

    private final Map<String, byte[]> classes = new HashMap<>();
    private final List<Parcel.Variable> variables = new ArrayList<>();
    private final Deque<Method> open = new ArrayDeque<>();
    private final Set<Method> followed = new HashSet<>();
    private ClassLoader session;

    /** A method of a snippet, or, if its name is null, all methods of a class that a snippet declares. */
    private record Method(String owner, String name) {}

    private Packing() {}

    static Parcel pack(Object object) {
        Packing packing = new Packing();
        byte[] bytes = packing.write(object, object);
        while (!packing.open.isEmpty()) {
            packing.follow(packing.open.pop());
        }
        return new Parcel(bytes, packing.classes, packing.variables);
    }

    private byte[] write(Object object, Object name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new Stream(bytes)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            require(false, "%s: expected only what is Serializable, received a %s", name, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Notes every class and every lambda that is written. */
    private final class Stream extends ObjectOutputStream {
        Stream(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            String name = element.getName().replace('.', '/');
            if (OF_A_SNIPPET.matcher(name).matches()) {
                session = element.getClassLoader();
                uses(name, "");
            }
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda) {
                uses(lambda.getImplClass(), lambda.getImplMethodName());
            }
            return object;
        }
    }

    private void uses(String owner, String method) {
        if (OF_A_SNIPPET.matcher(owner).matches()) {
            boolean whole = !SNIPPET.matcher(owner).matches();
            Method used = new Method(owner, whole ? null : method);
            if (followed.add(used)) {
                open.push(used);
            }
        }
    }

    private void follow(Method method) {
        add(method.owner());
        ClassReader code = new ClassReader(classes.get(method.owner()));
        code.accept(new Uses(method), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /** Adds a class and the classes that it names, without which it could not be loaded. */
    private void add(String name) {
        if (!classes.containsKey(name)) {
            byte[] code = code(name);
            classes.put(name, code);
            OF_A_SNIPPET
                    .matcher(new String(code, StandardCharsets.ISO_8859_1))
                    .results()
                    .map(MatchResult::group)
                    .forEach(this::add);
        }
    }

    private byte[] code(String name) {
        try (InputStream code = session.getResourceAsStream(name + ".class")) {
            return code == null ? codeOfJJava(name) : code.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class loader of the kernel JJava returns no code; the object that made the loader has a map of it. */
    private byte[] codeOfJJava(String name) {
        try {
            Object code = value(session, "this$0", "declaredClasses");
            return (byte[]) ((Map<?, ?>) code).get(name.replace('/', '.'));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of the kernel is not known: " + session, e);
        }
    }

    private static Object value(Object of, String... fields) throws ReflectiveOperationException {
        Object value = of;
        for (String name : fields) {
            value = value(value.getClass(), name, value);
        }
        return value;
    }

    private static Object value(Class<?> type, String field, Object of) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(field);
        found.setAccessible(true);
        return found.get(of);
    }

    /** A variable that the code reads; its present value is sent. */
    private void add(String snippet, String name) {
        try {
            Object value = value(Class.forName(snippet.replace('/', '.'), false, session), name, null);
            variables.add(new Parcel.Variable(snippet, name, write(value, "variable " + name)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("code that was compiled names only fields that exist", e);
        }
    }

    /** Notes the methods and variables that a method uses. */
    private final class Uses extends ClassVisitor {
        private final Method which;

        Uses(Method which) {
            super(Opcodes.ASM9);
            this.which = which;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            for (String type : interfaces) {
                uses(type, "");
            }
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            boolean wanted = which.name() == null || which.name().equals(name);
            return !wanted
                    ? null
                    : new MethodVisitor(Opcodes.ASM9) {
                        @Override
                        public void visitMethodInsn(
                                int opcode, String owner, String called, String type, boolean isInterface) {
                            uses(owner, called);
                        }

                        @Override
                        public void visitFieldInsn(int opcode, String owner, String field, String type) {
                            usesField(owner, field);
                        }

                        @Override
                        public void visitInvokeDynamicInsn(String name, String type, Handle how, Object... arguments) {
                            for (Object argument : arguments) {
                                if (argument instanceof Handle handle) {
                                    uses(handle.getOwner(), handle.getName());
                                }
                            }
                        }
                    };
        }
    }

    private void usesField(String owner, String field) {
        if (!SNIPPET.matcher(owner).matches()) {
            uses(owner, field);
        } else if (followed.add(new Method(owner, field + "="))) {
            add(owner);
            add(owner, field);
        }
    }
}
