import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import metammf.spark.*;
