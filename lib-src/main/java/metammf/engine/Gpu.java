package metammf.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a machine brings for computing on a GPU: PyTorch's CUDA libraries and NVIDIA's driver. The driver is asked by
 * itself, as the engine counts GPUs only where it finds a CUDA runtime too.
 */
final class Gpu {
    private static final String DRIVER_FILE = Platform.isWindows() ? "nvcuda" : "libcuda.so.1";
    private static final Driver DRIVER = loadDriver(); // null: there is none
    private static final int NAME_LENGTH = 100;

    private Gpu() {}

    /** The functions of the CUDA driver that count and describe devices; each returns 0 where it succeeds. */
    interface Driver extends Library {
        int cuInit(int flags);

        int cuDriverGetVersion(int[] version);

        int cuDeviceGetCount(int[] count);

        int cuDeviceGet(int[] device, int index);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceTotalMem_v2(long[] bytes, int device);
    }

    private static Driver loadDriver() {
        try {
            Driver driver = Native.load(DRIVER_FILE, Driver.class);
            driver.cuInit(0);
            return driver;
        } catch (UnsatisfiedLinkError e) {
            return null;
        }
    }

    /** Why a GPU cannot be used and what to do about it, or null if it can. */
    static String problem(int index) {
        if (!hasLibraries()) {
            return "expected PyTorch with CUDA, received %s; start with --gpu, as in env/lab --gpu, which fetches it"
                    .formatted(libraries());
        }
        if (count() == 0) {
            return ("expected NVIDIA's driver with a GPU, received %s; install the driver, 525 or later, so that"
                            + " nvidia-smi lists the GPU, in a container too")
                    .formatted(driver());
        }
        if (index >= count()) {
            return "expected a number below %s, as nvidia-smi lists them".formatted(count());
        }
        return failure(index);
    }

    /** What the engine says of a first small computation there, or null if it succeeds. */
    private static String failure(int index) {
        try (NDManager manager = new Compute(Device.gpu(index)).newManager()) {
            manager.ones(new Shape(1)).addi(1).toFloatArray();
            return null;
        } catch (EngineException e) {
            return ("%s fails there: %s; update the driver (%s), or set PYTORCH_LIBRARY_PATH to the lib folder of a"
                            + " build for this GPU")
                    .formatted(libraries(), e.getMessage().lines().findFirst().orElse(""), driver());
        }
    }

    private static boolean hasLibraries() {
        return Files.exists(folder().resolve(System.mapLibraryName("torch_cuda")));
    }

    /** The engine's native part, for example {@code PyTorch 2.7.1 for the CPU, bundled}. */
    static String libraries() {
        return "PyTorch %s %s, %s"
                .formatted(Compute.engine().getVersion(), hasLibraries() ? "with CUDA" : "for the CPU alone", origin());
    }

    /** Whether the natives are those of the jar, or where they come from. */
    static String origin() {
        return folder().startsWith(ai.djl.util.Utils.getEngineCacheDir("pytorch")) ? "bundled" : "in " + folder();
    }

    private static Path folder() {
        Compute.engine(); // it knows the folder once it is loaded
        return Path.of(LibUtils.getLibtorchPath());
    }

    /** NVIDIA's driver, for example {@code one for CUDA 12.4, GPUs: 1}. */
    static String driver() {
        int[] version = new int[1];
        if (DRIVER == null || DRIVER.cuDriverGetVersion(version) != 0) {
            return "none (" + DRIVER_FILE + " cannot be loaded)";
        }
        return "one for CUDA %s.%s, GPUs: %s".formatted(version[0] / 1000, version[0] % 1000 / 10, count());
    }

    static int count() {
        int[] count = new int[1];
        return DRIVER != null && DRIVER.cuDeviceGetCount(count) == 0 ? count[0] : 0;
    }

    /** Name and memory, for example {@code NVIDIA H100 80GB HBM3 with 79.6 GiB}. */
    static String name(int index) {
        int[] device = new int[1];
        byte[] name = new byte[NAME_LENGTH];
        long[] bytes = new long[1];
        if (DRIVER == null
                || DRIVER.cuDeviceGet(device, index) != 0
                || DRIVER.cuDeviceGetName(name, name.length, device[0]) != 0
                || DRIVER.cuDeviceTotalMem_v2(bytes, device[0]) != 0) {
            return "unnamed";
        }
        return String.format(
                Locale.ROOT, "%s with %.1f GiB", Native.toString(name, StandardCharsets.UTF_8), bytes[0] / 0x1p30);
    }
}
