// Holds a mock, and the code that calls a cloud, against the cloud's documentation.
// A stage without a use here may go. The agent has Go, and the JUnit plugin is there.
pipeline {
    agent any
    options {
        timeout(time: 15, unit: 'MINUTES')
    }
    environment {
        GOBIN = "${env.WORKSPACE}/bin"
        PATH = "${env.WORKSPACE}/bin:${env.PATH}"
        TARGET = 'http://127.0.0.1:4566'
    }
    stages {
        stage('Install') {
            steps {
                sh 'go install github.com/concord-dev/concord/cmd/concord@latest'
            }
        }
        // For the keeper of a mock: every documented case is sent to it and judged.
        stage('Mock') {
            steps {
                // Start your mock instead of concord's.
                sh '''
                    concord mock --addr 127.0.0.1:4566 &
                    mock=$!
                    trap 'kill $mock' EXIT
                    timeout 30 sh -c 'until concord doctor --target "$TARGET"; do sleep 1; done'
                    concord run --target "$TARGET" --out reports/mock
                '''
            }
        }
        // For the keeper of an SDK, or of code above one: what its tests send is judged.
        stage('Gate') {
            steps {
                sh 'concord gate --out reports/gate -- go test ./...'
            }
        }
    }
    post {
        always {
            junit allowEmptyResults: true, testResults: 'reports/*/junit.xml'
            archiveArtifacts allowEmptyArchive: true, artifacts: 'reports/**'
        }
    }
}
