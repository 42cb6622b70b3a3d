package metammf.experiment;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import metammf.MetaMmfException;
import metammf.data.format.TextFile;

/** The files of an experiment's runs: for each its line once it is finished, its checkpoint before, and a lock. */
record RunFolder(Path folder) {
    static RunFolder in(Path experiment) {
        try {
            return new RunFolder(Files.createDirectories(experiment.resolve("runs")));
        } catch (IOException e) {
            throw new MetaMmfException(experiment + ": cannot be made: " + MetaMmfException.reason(e), e);
        }
    }

    private Path file(Trial trial, String ending) {
        return folder.resolve(trial.key() + ending);
    }

    Path checkpoint(Trial trial) {
        return file(trial, ".safetensors");
    }

    /** Whether there is a checkpoint to go on from; the one before is left where a kill came between two moves. */
    boolean hasCheckpoint(Trial trial) {
        return Files.exists(checkpoint(trial)) || Files.exists(file(trial, ".safetensors.previous"));
    }

    Optional<Run> finished(Trial trial) {
        Path file = file(trial, ".json");
        try {
            return Files.exists(file)
                    ? Optional.of(RunText.read(Files.readString(file), file.toString()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new MetaMmfException(file + ": cannot be read: " + MetaMmfException.reason(e), e);
        }
    }

    void finish(Trial trial, Run run) {
        TextFile.write(file(trial, ".json"), RunText.of(run) + "\n");
    }

    /**
     * Does some work unless another process is at it.
     *
     * @return whether it was done
     */
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

    /** Removes what a run needed that nobody will go on with: all but its line. */
    void tidy(Trial trial) {
        String key = trial.key();
        File[] remains = folder.toFile().listFiles((f, name) -> name.startsWith(key + ".") && !name.endsWith(".json"));
        for (File file : remains) {
            file.delete();
        }
    }
}
