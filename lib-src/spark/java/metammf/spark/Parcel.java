package metammf.spark;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;

/**
 * An object on its way to another process. If a notebook or a JShell session declares some of its classes or lambdas, the
 * parcel also contains their code and the values of the variables that this code reads.
 *
 * @param object serialised
 * @param classes the code of each class, by its name in class files
 * @param variables with their values at the time of packing
 */
record Parcel(byte[] object, Map<String, byte[]> classes, List<Variable> variables) implements Serializable {
    /**
     * A variable.
     *
     * @param snippet the class that holds it
     * @param name of the variable
     * @param value serialised
     */
    record Variable(String snippet, String name, byte[] value) implements Serializable {}

    /** Prefers the classes of the parcel: in the process that packed it, the parent has classes of the same names. */
    private static final class Own extends ClassLoader {
        private final Map<String, byte[]> classes;

        Own(Map<String, byte[]> classes, ClassLoader parent) {
            super(parent);
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                byte[] code = classes.get(name.replace('.', '/'));
                return code == null || findLoadedClass(name) != null
                        ? super.loadClass(name, resolve)
                        : defineClass(name, code, 0, code.length);
            }
        }
    }

    /**
     * Packs an object.
     *
     * @param object what is sent
     * @return the parcel
     * @throws metammf.base.MetaMmfException if the object, or a variable that its code reads, is not {@link Serializable}
     */
    static Parcel of(Object object) {
        return Packing.pack(object);
    }

    /** Makes the object from the classes of the parcel. */
    Object open() {
        ClassLoader own = new Own(classes, Thread.currentThread().getContextClassLoader());
        variables.forEach(variable -> set(variable, own));
        return read(object, own);
    }

    private static void set(Variable variable, ClassLoader own) {
        try {
            Class<?> snippet = Class.forName(variable.snippet().replace('/', '.'), false, own);
            Field field = snippet.getDeclaredField(variable.name());
            field.setAccessible(true);
            field.set(null, read(variable.value(), own));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a class has the variable with which it was packed", e);
        }
    }

    private static Object read(byte[] bytes, ClassLoader own) {
        SerializerInstance java = new JavaSerializer(SparkEnv.get().conf()).newInstance();
        return java.deserialize(ByteBuffer.wrap(bytes), own, ClassTag.Any());
    }
}
