"""What brings pages and files into the archive: crawls by Scrapy, each in a child process, and imports of files."""
