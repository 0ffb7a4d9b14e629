"""Files that people bring or take: sealed with their company's key, on disk or in S3. What is in them is for others."""
