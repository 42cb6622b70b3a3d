package metammf.experiment;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metammf.base.MetaMmfException;
import metammf.data.format.Bytes;

/** The files of an experiment's runs: for each its line once it is finished, its checkpoint before, and a lock. */
record RunFolder(Path folder) {
    static final String LINE = ".json";
    static final String CHECKPOINT = ".safetensors";
    static final String PREVIOUS = CHECKPOINT + ".previous"; // the only one after a kill between two moves

    static RunFolder in(Path experiment) {
        try {
            return new RunFolder(Files.createDirectories(experiment.resolve("runs")));
        } catch (IOException e) {
            throw new MetaMmfException(experiment + ": cannot be made: " + MetaMmfException.reason(e), e);
        }
    }

    /** A folder for a single run, which its owner removes. */
    static RunFolder temporary() {
        try {
            return new RunFolder(Files.createTempDirectory("metammf-run-"));
        } catch (IOException e) {
            throw new MetaMmfException("temporary folder: cannot be made: " + MetaMmfException.reason(e), e);
        }
    }

    private Path file(Trial trial, String ending) {
        return folder.resolve(trial.key() + ending);
    }

    Path checkpoint(Trial trial) {
        return file(trial, CHECKPOINT);
    }

    /** Whether there is a checkpoint to go on from. */
    boolean hasCheckpoint(Trial trial) {
        return Files.exists(checkpoint(trial)) || Files.exists(file(trial, PREVIOUS));
    }

    Optional<Run> finished(Trial trial) {
        String line = new String(read(trial, LINE).getOrDefault(LINE, new byte[0]), StandardCharsets.UTF_8);
        return line.isEmpty()
                ? Optional.empty()
                : Optional.of(RunText.read(line, file(trial, LINE).toString()));
    }

    void finish(Trial trial, Run run) {
        Bytes.write(file(trial, LINE), (RunText.of(run) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Reads those files of a trial that exist, by the ends of their names. */
    LinkedHashMap<String, byte[]> read(Trial trial, String... endings) {
        LinkedHashMap<String, byte[]> contents = new LinkedHashMap<>();
        for (String ending : endings) {
            Path file = file(trial, ending);
            try {
                if (Files.exists(file)) {
                    contents.put(ending, Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new MetaMmfException(file + ": cannot be read: " + MetaMmfException.reason(e), e);
            }
        }
        return contents;
    }

    /** Writes files of a trial in the given order. */
    void write(Trial trial, Map<String, byte[]> contents) {
        contents.forEach((ending, content) -> Bytes.write(file(trial, ending), content));
    }

    /** Does some work unless another process does it already. {@return whether it was done} */
    boolean alone(Trial trial, Runnable work) {
        Path file = file(trial, ".lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                work.run();
            }
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be locked: " + MetaMmfException.reason(e), e);
        }
    }

    /** Removes the files of a finished run, except its line. */
    void tidy(Trial trial) {
        String key = trial.key();
        delete(folder.toFile().listFiles((f, name) -> name.startsWith(key + ".") && !name.endsWith(LINE)));
    }

    void remove() {
        delete(folder.toFile().listFiles());
        delete(folder.toFile());
    }

    private static void delete(File... files) {
        for (File file : files) {
            file.delete();
        }
    }
}
