/**
 * What outgrows one machine, on Apache Spark: the interactions to prepare, the items to fuse, the users to rank and the
 * models to compare.
 *
 * <p>The package is a jar of its own, which the Maven profile {@code spark} builds; Spark itself comes from the class path,
 * where {@code env/lab --spark} puts it. A job computes what the one-machine code computes, whatever the number of
 * partitions, and an executor that dies changes nothing. {@link metammf.spark.Progress} shows how far the
 * jobs are.
 *
 * <pre>
 * {@link metammf.spark.Preparation}      raw interactions to pairs of numbers in three parts, and what the numbers are called
 * {@link metammf.spark.FusedItems}       the items' content to vectors, by the {@link metammf.model.ItemTower} of a trained model
 * {@link metammf.spark.Vectors}          vectors of users and items as tables of number, id and vector
 * {@link metammf.spark.BlockedRanking}   the K best items of every user, and the metrics
 * {@link metammf.spark.SparkWorkers}     the runs of a {@link metammf.experiment.Experiment}, a task each
 * </pre>
 */
package metammf.spark;
